"""English for captions."""

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_IRREGULAR = {"mouse": "mice", "goose": "geese", "fish": "fish", "sheep": "sheep", "leaf": "leaves", "knife": "knives", "wolf": "wolves",
              "foot": "feet", "tooth": "teeth", "deer": "deer", "bison": "bison", "squid": "squid", "shrimp": "shrimps",
              "potato": "potatoes", "tomato": "tomatoes", "mango": "mangoes", "ox": "oxen", "scissors": "scissors", "glasses": "glasses",
              "sunglasses": "sunglasses", "dice": "dice", "bread": "loaves of bread", "loaf": "loaves", "calf": "calves"}


def plural(name: str) -> str:
    """Of the last word; `star` -> `stars`, `green apple` -> `green apples`."""
    *before, word = name.split()
    if word in _IRREGULAR:
        many = _IRREGULAR[word]
    elif word.endswith(("s", "x", "ch", "sh", "z")):
        many = f"{word}es"
    elif word.endswith("y") and word[-2:-1] not in "aeiou":
        many = f"{word[:-1]}ies"
    else:
        many = f"{word}s"
    return " ".join([*before, many])


def with_article(name: str) -> str:
    if name.startswith(("flag", "the ", "number", "letter")):
        return name
    return f"{'an' if name[0] in 'aeiou' and not name.startswith(_CONSONANTS) else 'a'} {name}"


_CONSONANTS = ("uni", "uku", "use", "euro", "one")
"""Words that are written with a vowel first and said with a consonant."""
