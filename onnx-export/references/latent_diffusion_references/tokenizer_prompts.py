"""Prompts that a tokenizer may meet, the usual and the unusual."""

ORDINARY = [
    "", "a", "A", "a red apple", "a photo of an astronaut riding a horse on mars", "An Oil Painting, of a CAT!", "hello world",
    "a red apple, a green pear, and a yellow banana on a blue plate", "masterpiece, best quality, ultra-detailed, 8k, hdr",
    "portrait of a woman, by greg rutkowski, trending on artstation", "worst quality, low quality, jpeg artifacts", "isometric room",
    "studio ghibli style village at dusk", "cyberpunk city street, neon, rain, reflections", "a slice of pizza", "a dog face",
    "a happy face with sunglasses", "flat icon of a cactus", "cartoon drawing of a hamburger on a blue background", "a butterfly",
    "tiny cute isometric temple, soft smooth lighting, soft colors, 100mm lens, 3d blender render", "supercalifragilisticexpialidocious",
    "pneumonoultramicroscopicsilicovolcanoconiosis", "antidisestablishmentarianism in the style of a daguerreotype", "qwrtpsdfgh zxcvb",
    "photorealistic", "bokeh", "f/1.8", "the quick brown fox jumps over the lazy dog", "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
    "McDonald's", "iPhone 15 Pro", "rock'n'roll", "e-mail", "well-known", "state-of-the-art", "vis-à-vis", "naïve café",
]

CONTRACTIONS = [
    "it's", "IT'S", "it 's", "can't", "they're", "we've", "I'm", "she'll", "he'd", "'s", "''s", "'S", "'re", "'ve've", "don't won't shan't",
    "it’s", "they’re", "o'clock", "'tis", "y'all'd've", "s's's", "dogs' tails", "'m'm", "'d", "'ll'll", "i'ſ", "it'ſ",
]

NUMBERS = [
    "0", "7", "42", "2024", "1234567890", "3.14159", "1,000,000", "1e-5", "-273.15", "0x1F", "50%", "$9.99", "1/2", "½", "²³", "Ⅷ", "①②③",
    "12:30", "2024-02-29", "1st 2nd 3rd", "8k 4K 1080p", "a1b2c3", "007agent", "٣٤٥", "१२३", "３７", "๑๒๓", "1️⃣", "10⁻³", "x² + y² = z²",
]

PUNCTUATION = [
    "!", "!!!", "...", "?!", "a.b.c", "a,b,c", "a , b", "(parentheses)", "[brackets]", "{braces}", "((emphasis:1.3))", "a_b_c", "___",
    "a/b\\c", "#hashtag @mention", "C++ & C#", "a|b", "<tag>", "</w>", "a</w>", "&amp;", "&lt;b&gt;", "&#39;", "&amp;lt;", "\"quoted\"",
    "`code`", "~", "^_^", ":-)", "¯\\_(ツ)_/¯", "—", "a—b", "…", "« guillemets »", "“curly”", "‘single’", "¿qué?", "¡hola!", "•bullet",
    "§ 5", "© ® ™", "€ £ ¥ ₿", "° ′ ″", "http://example.com/a?b=c&d=%20", "user@example.com", "C:\\path\\file.txt", "<lora:name:0.8>",
    "a AND b", "BREAK", "[from:to:0.5]", "!@#$%^&*()",
]

SPECIAL = [
    "<|endoftext|>", "<|startoftext|>", "a <|endoftext|> b", "a<|endoftext|>b", "<|ENDOFTEXT|>", "<|endoftext|><|endoftext|>",
    "< |endoftext|>", "<|startoftext|>a cat<|endoftext|>", "  <|endoftext|>  ", "<|endoftext", "|endoftext|>", "<|unknown|>",
    "<|endoftext|>'s", "é<|endoftext|>É",
]

WHITESPACE = [
    " ", "  ", "\t", "\n", "\r\n", " a", "a ", "  a  b  ", "a\tb", "a\nb", "a\r\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "a\u200bb",
    "a\ufeffb", "\ufeffa", "a\u2028b", "a\u0085b", "a\u1680b", "a\u202fb", "a\u205fb", "a\u000bb", "a\u000cb", "\u00a0", "\u3000\u3000",
    "a\u180eb", "a \n \t b",
]

CONTROL = [
    "\u0000", "a\u0000b", "\u0001", "a\u0007b", "a\u001bb[31m", "a\u007fb", "a\u0080b", "a\u009fb", "a\u00adb", "a\u200db", "a\u200cb",
    "a\u200eb", "a\u202eb", "a\u2060b", "a\u001cb", "a\u001fb", "\ufffd", "a\ufffdb", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "a\U000e0001b",
]

LATIN = [
    "café", "cafe\u0301", "É", "E\u0301", "ÀÉÎÕÜ", "straße", "STRASSE", "ẞ", "İstanbul", "I\u0307", "ıI", "Ǆ ǅ ǆ", "ﬁ ﬂ ﬀ", "ſ", "Å Å Å",
    "Ω Ω", "K", "n\u0303", "q\u0307\u0323", "q\u0323\u0307", "a\u0300\u0301\u0302\u0303\u0304",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "ŁÓDŹ", "Þórr Ðæ", "ﬃ", "ａｂｃ ＡＢＣ", "𝒜𝓃𝒾𝓂𝑒", "𝐛𝐨𝐥𝐝", "ªº", "ŉ",
]

SCRIPTS = [
    "красное яблоко", "КРАСНОЕ ЯБЛОКО", "Ёлка ё е\u0308", "κόκκινο μήλο", "ΣΊΣΥΦΟΣ", "ὈΔΥΣΣΕΎΣ", "תפוח אדום", "שָׁלוֹם", "تفاحة حمراء", "ﷺ",
    "ﻻ", "सेब", "क्षत्रिय", "আপেল", "แอปเปิ้ลสีแดง", "ຫມາກແອັບເປີ", "ပန်းသီး", "ვაშლი", "ᲕᲐᲨᲚᲘ", "խնձոր", "ፖም", "ᏣᎳᎩ ꭰꭱ", "ᚠᚢᚦ", "𐐀𐐨", "𐍈",
    "赤いリンゴ", "一个红苹果", "一個紅蘋果", "빨간 사과", "\u1112\u1161\u11ab\u1100\u1173\u11af", "が か\u3099", "ｶﾞﾊﾟ", "㍿ ㌔", "豈 更", "𠮷野家", "〇〆々",
    "漢字とかなmixed英語", "ㄅㄆㄇ",
]

EMOJI = [
    "😀", "a 😀 b", "😀😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇩", "❤️", "❤", "☺️", "🧑🏿‍🚀", "🫠", "🐻‍❄️", "🍎🍐🍌", "a🍎b", "☃", "♥", "⚡️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "⌚", "©️", "#️⃣", "😀!", "(😀)", "😀's", "\ufe0f", "\u200d",
]

LONG = [
    "a " * 74 + "b", "a " * 75 + "b", "a " * 76 + "b", "cat, " * 60, "x" * 300, "ab" * 120, "😀" * 40, "é" * 100, " " * 200 + "a",
    "a very long prompt about " + ", ".join(f"thing number {i}" for i in range(40)), "!" * 100, "1" * 90, "漢" * 50, "a\u0301" * 60,
    "supercalifragilisticexpialidocious" * 8, "<|endoftext|> " * 30, "word-" * 50, "the " * 20 + "end",
]

SURROGATES = ["\ud800", "a\ud800b", "\udc00", "\udc00\ud800", "a\ud83d", "\ud83d\ud83d\ude00", "\ude00a cat"]
"""Not text; .NET strings can hold it. CLIP's tokenizer in Python refuses it, so the reference has U+FFFD in its place."""

PROMPTS = list(dict.fromkeys(
    ORDINARY + CONTRACTIONS + NUMBERS + PUNCTUATION + SPECIAL + WHITESPACE + CONTROL + LATIN + SCRIPTS + EMOJI + LONG
))
