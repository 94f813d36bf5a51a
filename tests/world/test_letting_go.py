"""Once an edition has been replaced, nothing holds on to it or to what was made of it."""

import weakref

from tests.world.support import House, answer_to, write_card


async def test_an_edition_leaves_with_its_pages_and_its_index_of_names(house: House) -> None:
    await house.ask("who", person="sam-altman")
    message = await house.reader.send(house.channel, "OpenAI")
    named = answer_to(await house.reader.context_menu(house.channel, "Find cards", message))
    assert "openai" in named.links.values()
    find = house.app.client.get_cog("Find")
    left = weakref.ref(house.app.library.edition.names), weakref.ref(find._indexed[1])  # type: ignore[union-attr]
    write_card(house.briefings, "person", "zoe-test", name="Zoe")
    await house.reload()
    assert [each() for each in left] == [None, None]
    assert (await house.ask("who", person="zoe-test")).title == "Zoe"
    assert "openai" in answer_to(await house.reader.context_menu(house.channel, "Find cards", message)).links.values()
