# docker build -t depeche .   Then see compose.yaml for how to run it.

FROM python:3.13-slim AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
# The lock covers development too, and pip takes hashes for a whole list or not at all. So everything is
# fetched and verified here, and what the bot needs to run is then picked from these files alone: nothing
# that was not locked can get in, and no development tool reaches the image.
COPY requirements.lock ./
RUN pip download --require-hashes --only-binary :all: --dest /wheels --requirement requirements.lock
COPY pyproject.toml LICENSE ./
COPY bot ./bot
RUN /venv/bin/pip install --no-index -f /wheels ".[postgres]"

FROM python:3.13-slim
# A fixed number, so that an operator can give the files the bot reads to it.
RUN useradd --system --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin depeche \
    && install -d /app && install -d -o depeche -g depeche /app/data
WORKDIR /app
COPY --from=build /venv /venv
COPY briefings ./briefings
COPY config ./config
# Logs are read as they are written; a read-only root has no place for compiled files, and the ones of
# /venv are there already.
ENV PATH="/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEPECHE_CONFIG=/app/config/bot.yaml
USER depeche
# The database: what must outlive the container.
VOLUME /app/data
# The token is never part of the image: give it as DISCORD_TOKEN, or as the path of a file in
# DISCORD_TOKEN_FILE.
ENTRYPOINT ["depeche"]
CMD ["run"]
