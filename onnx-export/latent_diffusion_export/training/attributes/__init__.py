"""Whether pictures show what their prompts ask for: how many, in what colour, what, and where; and how much seeds vary."""
