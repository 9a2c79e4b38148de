"""Steps until the budget is spent. Each step's randomness depends on the seed and its number, so that a resumed run draws the same."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.utils import clip_grad_norm_

from ...errors import ExportError
from ...progress import console
from ..loop.checkpoints import Checkpoints
from ..loop.ema import Ema, copy
from ..loop.files import write_atomically
from ..loop.interruption import Interruption
from ..random_streams import Purpose, seed_of
from .clock import BudgetClock
from .settings import Settings, changes
from .techniques.technique import Stage, Technique

_WARMUP, _CLIP, _DECAY = 0.03, 1.0, 0.999
_LINES = 60
"""Of the log."""


@dataclass
class Outcome:
    steps: int
    pictures: int
    seconds: float
    """Of the budget's clock."""
    failure: str | None = None
    interrupted: bool = False


class BudgetTrainer:
    def __init__(self, technique: Technique, settings: Settings, folder: Path):
        self._technique, self._settings, self._folder = technique, settings, folder
        self._checkpoints = Checkpoints(folder, keep=1)
        self._stages = technique.stages
        self._number, self._step, self._all_steps = 0, 0, 0
        self._log: list[dict] = []

    def train(self) -> Outcome:
        self._resume()
        interruption = Interruption()
        with interruption.watched():
            while self._number < len(self._stages):
                failure, stopped = self._run(self._stages[self._number], interruption)
                if failure or stopped:
                    return self._outcome(failure, stopped)
                self._number, self._step, self._saved = self._number + 1, 0, None
                self._save()
        return self._outcome(None, False)

    def _run(self, stage: Stage, interruption: Interruption) -> tuple[str | None, bool]:
        self._start(stage)
        first, limit = self._limits()
        saved = logged = self._clock.spent
        while self._clock.spent < limit:
            with self._clock:
                values, failure = self._take_step(stage, (self._clock.spent - first) / (limit - first))
                self._clock.count_step()
            self._step, self._all_steps = self._step + 1, self._all_steps + 1
            if failure:
                return failure, False
            if self._clock.spent - logged >= self._settings.budget / _LINES or self._clock.spent >= limit:
                logged = self._clock.spent
                self._report(values)
            if interruption.requested or self._clock.spent - saved >= self._settings.checkpoint_every:
                saved = self._clock.spent
                self._save()
            if interruption.requested:
                return None, True
        copy(self._ema.average, list(stage.players[0].module.parameters()))
        stage.end()
        return None, False

    def _start(self, stage: Stage) -> None:
        if self._step:  # what is computed again was paid for
            stage.begin()
        else:
            with self._clock:
                stage.begin()
        self._optimizers = [torch.optim.AdamW(player.module.parameters(), lr=player.learning_rate, betas=player.betas,
                                              weight_decay=player.weight_decay, fused=True) for player in stage.players]
        self._ema = Ema(list(stage.players[0].module.parameters()), _DECAY)
        if self._step and self._saved:
            for optimizer, state in zip(self._optimizers, self._saved["optimizers"], strict=True):
                optimizer.load_state_dict(state)
            self._ema.set([value.to(self._technique.device) for value in self._saved["ema"]])

    def _limits(self) -> tuple[float, float]:
        """Where the stage's part of the budget begins and ends."""
        budget, shares = self._settings.budget, [stage.share for stage in self._stages]
        return budget * sum(shares[:self._number]), budget * sum(shares[:self._number + 1])

    def _take_step(self, stage: Stage, progress: float) -> tuple[dict[str, float], str | None]:
        torch.manual_seed(seed_of(self._settings.seed, Purpose.NOISE, self._number, self._step))
        factor = min(1.0, progress / _WARMUP) * min(1.0, (1 - progress) / (1 - _WARMUP)) if stage.decays else 1.0
        values: dict[str, float] = {}
        for player, loss, reported in stage.losses(self._step):
            optimizer = self._optimizers[stage.players.index(player)]
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = float(clip_grad_norm_(player.module.parameters(), _CLIP if stage.decays else math.inf))
            values |= {name: float(value.detach()) for name, value in reported.items()}
            if not (math.isfinite(float(loss.detach())) and math.isfinite(norm)):
                return values, f"step {self._all_steps + 1}: the loss is {float(loss.detach()):g} and its gradient {norm:g}"
            for group in optimizer.param_groups:
                group["lr"] = max(factor, 1e-3) * player.learning_rate
            optimizer.step()
        self._ema.update(self._step + 1)
        return values, None

    def _report(self, values: dict[str, float]) -> None:
        line = {"stage": self._number, "step": self._all_steps, "seconds": round(self._clock.spent, 2)}
        self._log.append(line | {name: round(value, 6) for name, value in values.items()})
        text = "".join(json.dumps(entry) + "\n" for entry in self._log)
        write_atomically(self._folder / "log.jsonl", lambda file: file.write_text(text, encoding="utf-8"))
        console.print(f"{self._technique.name} {self._settings.seed}: {self._clock.spent:.0f} of {self._settings.budget:g}  step "
                      f"{self._all_steps}  " + "  ".join(f"{name} {value:.4f}" for name, value in values.items()), highlight=False,
                      soft_wrap=True)

    def _outcome(self, failure: str | None, interrupted: bool) -> Outcome:
        return Outcome(self._all_steps, self._all_steps * self._settings.batch_size, round(self._clock.spent, 2), failure, interrupted)

    def _save(self) -> None:
        running = self._step > 0
        configs = {name: dict(module.config) for name, module in self._technique.modules.items() if hasattr(module, "config")}
        self._checkpoints.save(self._all_steps, {
            "identity": self._settings.identity(), "stage": self._number, "step": self._step, "all_steps": self._all_steps,
            "spent": self._clock.spent, "log": self._log, "weights": self._technique.modules.state_dict(),
            "scaling": {name: float(config["scaling_factor"]) for name, config in configs.items() if "scaling_factor" in config},
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers] if running else [],
            "ema": self._ema.average if running else []})

    def _resume(self) -> None:
        state = self._saved = self._checkpoints.load_last()
        self._clock = BudgetClock(self._settings.clock, state["spent"] if state else 0.0)
        if state is None:
            return
        if changed := changes(state["identity"], self._settings.identity()):
            raise ExportError(f"{self._folder} holds a checkpoint of other settings: {changed}. Give another folder, or remove that one")
        self._technique.modules.load_state_dict(state["weights"])
        for name, factor in state["scaling"].items():
            self._technique.modules[name].register_to_config(scaling_factor=factor)
        self._number, self._step, self._all_steps, self._log = state["stage"], state["step"], state["all_steps"], state["log"]
        console.print(f"{self._technique.name} {self._settings.seed}: going on from step {self._all_steps}", highlight=False)
