"""What the tests of both packages need before torch and transformers are imported."""

import os

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import torch

torch.set_num_threads(1)
