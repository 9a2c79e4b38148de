"""All techniques with all seeds: trained, drawn with, measured, and put into a table. What is done stays done when it is called again."""

from ...progress import console
from .comparison import Comparison
from .pictures import PictureBank
from .run import train


def train_all(comparison: Comparison) -> bool:
    """False: interrupted; the same call goes on."""
    pictures = PictureBank(comparison.settings)
    console.print(f"{len(pictures)} pictures to train on, {len(pictures.held_out)} to compare with", highlight=False)
    return all(train(name, comparison.settings_of(seed), comparison.folder_of(name, seed), pictures.with_seed(seed)) is not None
               for name, seed in comparison.runs)
