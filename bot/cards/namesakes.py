"""Words that are names too, and names that other people have: kept by hand, and folded as ``fold`` does."""

from __future__ import annotations

# Names that are words of French or English besides, without accents: these need their capital. All others that are
# names and nothing else may be written as people type them, "reddit" and "altman". A card whose name is such a
# word is to be added here.
WORDS = frozenset(
    {
        *("adept", "amazon", "apple", "aya", "bard", "blackwell", "bloom", "canvas", "character", "claude", "coder"),
        *("cohere", "command", "copilot", "cursor", "discord", "falcon", "figure", "flux", "fortune", "gemini"),
        *("gopher", "granite", "grok", "groq", "haiku", "harvey", "inflection", "jamba", "llama", "luma", "maverick"),
        *("medium", "meta", "midjourney", "mistral", "moonshot", "nature", "nova", "operator", "opus", "oracle"),
        *("orange", "orca", "palm", "perplexity", "phi", "pi", "pixtral", "replicate", "runway", "scale", "science"),
        *("scout", "shell", "signal", "slack", "sonnet", "sora", "stability", "target", "time", "titan", "trump"),
        *("vera", "vertex", "wired", "wizard", "young", "baker", "chance", "cook", "fisher", "marchand", "martin"),
        *("petit", "potter", "smith", "turner", "walker", "weber"),
        # of names of several words: Le Monde, The Verge
        *("monde", "point", "croix", "echos", "express", "information", "verge", "guardian", "economist", "hill"),
    }
)
# Names that people have: alone, they mean somebody else.
GIVEN_NAMES = frozenset({"bert", "claude", "ernie", "gemma"})

# What begins a sentence before a name without being part of it.
OPENERS = frozenset(
    {
        *("according", "after", "and", "as", "at", "because", "before", "but", "by", "did", "does", "for", "from"),
        *("has", "how", "if", "in", "is", "like", "on", "or", "since", "that", "the", "to", "was", "what", "when"),
        *("why", "will", "with", "a", "apres", "avant", "avec", "car", "chez", "comme", "contre", "de", "depuis"),
        *("donc", "en", "et", "mais", "ou", "par", "pour", "quand", "que", "sans", "selon", "si", "sur"),
    }
)

# What holds the words of a name together and tells nothing by itself.
LINKS = OPENERS | {
    *("an", "into", "its", "of", "off", "our", "out", "over", "their", "up", "au", "aux", "d", "des", "du", "l", "la"),
    *("le", "les", "leur", "notre", "sa", "ses", "son", "un", "une"),
}
