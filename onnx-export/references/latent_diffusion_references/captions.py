"""Captions as PixArt's pipelines clean them: `captions.json`, pairs of before and after. They hold no markup, no entities and nothing that
is encoded twice, so that bs4 and ftfy, which diffusers calls and which need not be installed here, would leave them as they are."""

import json
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

CAPTIONS = (
    "A photo of a red cat", "  An  astronaut, riding a HORSE.  ", "", "cat", "<person> with a hat",
    "see https://example.com/a/b.html for more", "visit shop.example.co/cats/ now", "mail me@example.com today", "www:/cats of the world",
    "by @painter_99 and friends", "a cat 漫画 in 東京 at night", "an all—dash – test − here", "«quoted» “words” and ‘these’",
    "say ''''hello\"\" there", "from 192.168.0.1 with love", "news at 12:30 ", "first line\\nsecond line", "cat #12 and #1234 and #123456",
    "number 1234567 is long", "picture IMG_2034.jpg of a dog", "my.cat.picture.png on a wall", "wait... what.. is this",
    "***SALE*** (50% off) [new] {hot} | a/b \\ c * d", "this-is-my-cute-cat and dog", "a well-known state-of-the-art cat",
    "snake_case_is_not_for_cats", "jc6640 and jc6640vc and 6640vc231", "worldwide free shipping on cats",
    "free download of a cat, download free", "click for more cats", "png images of a jpg image", "see page 12", "code j2d1a2a here",
    "a 1920x1080 wallpaper, 3.5x4 prints, 10×20", "title : subtitle", "red,green.blue/yellow", "'a quoted caption'",
    "-leading and trailing-", ".hidden", "a+b%20c%C3%A9 100% real", "½ of ¾ ¿que? ¡si! §1 ~tilde", "Ünïcödé Straße İstanbul",
    "tab\tand\nnewline", "masterpiece, best quality, (cat:1.2), 8k, f/2.8", "photo by Canon EOS 5D, 50mm, f1.8, ISO100",
    "a cat . a dog . a bird", "x", "1:30 ", "__init__", "hyphen-only-three-x", "C++ and C# code @ home & away", "100,000.50 dollars",
    "two  spaces   three", "a b&w photo", "ends with plus+", ":;'_,-", "....", '""',
    # What other engines than Python's take for letters, digits, white space and the ends of words, or do not.
    "\x1cseparated\x1dby\x1econtrols\x1f.\x1fhere\x1c", "free\x1fshipping, news at 12:30\x1e", "picture\x1eone.png of\x1fit",
    "red,\x1dgreen", "at @İstanbul and @Ⅷcats", "cat,İ dog,\u0307x", "cats,² dogs,Ⅷ birds,½", "5²x3 and png² and page 12Ⅷ",
    "click for ² more", "e\u0301png and page 12\u0301", "cat\u200d12345678\u200cdog", "ab123\u0301 12345678\u0301", "@painter\u0301 paints",
    '"²"', "a,① b,Ⓐ", "cats,𝓬𝓾𝓽𝓮 dogs,🐈 birds,𝟙", "𝓬page 12 and 🐈page 12", "at @𝗳𝗿𝗲𝗲 and @🐈", "𝟙𝟚𝟛𝟜𝟝𝟞 long",
    "#𝟙𝟚 and #𝟙𝟚𝓬", "click for 𝗳𝗿𝗲𝗲 cats", "🐈 : 🐈", "𐐀,𐐀",
)


def write(out: Path) -> None:
    from diffusers.pipelines.pixart_alpha import pipeline_pixart_alpha as module

    fakes = {"BeautifulSoup": lambda text, features: SimpleNamespace(text=text), "ftfy": SimpleNamespace(fix_text=lambda text: text),
             "is_bs4_available": lambda: True, "is_ftfy_available": lambda: True}
    with mock.patch.multiple(module, create=True, **fakes):
        pipeline = module.PixArtAlphaPipeline.__new__(module.PixArtAlphaPipeline)
        pairs = [[caption, *pipeline._text_preprocessing(caption, clean_caption=True)] for caption in CAPTIONS]
    (out / "captions.json").write_text(json.dumps(pairs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
