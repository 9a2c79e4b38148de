"""Kinds of generative model side by side: the same pictures, the same time, the same measures.

techniques/     what is compared, one module each: networks, losses, how a picture is drawn
settings.py     what all of them are given: data, size, budget
trainer.py      the steps, until the budget is spent
export.py       ONNX graphs and technique.json, which LatentDiffusion.Techniques draws with
compare.py      all techniques and seeds: trains, draws, measures, writes table and plots
"""
