"""The loop: losses, gradients, the guard's verdict, the step, the average; checkpoints and samples at intervals."""

import math
from pathlib import Path

import torch
from torch.nn.utils import clip_grad_norm_

from ...errors import ExportError
from ...progress import console
from ..configuration import to_toml
from ..random_streams import Purpose, seed_of
from ..tasks.task import Places, Player, Task
from . import learning_rate
from .checkpoints import Checkpoints
from .ema import Ema, copy
from .guard import Guard, Verdict
from .interruption import Interrupted, Interruption
from .processes import Processes
from .reports import Reports
from .resuming import check_same_configuration


class Trainer:
    def __init__(self, task: Task, settings, processes: Processes):
        self._task, self._settings, self._processes = task, settings, processes
        self._folder = Path(settings.run.folder)
        self._parameters = {player.name: list(player.parameters.values()) for player in task.players}
        self._optimizers = {player.name: self.optimizer(player) for player in task.players}
        self._model = self._parameters[task.players[0].name]
        self._ema = Ema(self._model, settings.ema.decay)
        self._good = [value.clone() for value in self._ema.average]
        self._guard = Guard(settings.guard)
        self._checkpoints = Checkpoints(self._folder, settings.run.keep_checkpoints)
        self.step = 0

    def train(self) -> bool:
        """Whether the run came to its end; an interrupted one has written a checkpoint and goes on when it is started again."""
        self._resume()
        run, interruption = self._settings.run, Interruption()
        with Reports(self._settings, self.step, self._processes) as reports, interruption.watched():
            while self.step < run.steps:
                values = self._take_step(interruption.requested)
                self.step += 1
                reports.step(self.step, values)
                stop = values["interrupted"] > 0
                if run.sample_every and self.step % run.sample_every == 0 and self.step < run.steps and not stop:
                    stop = self._draw(reports)
                if stop or self.step % run.checkpoint_every == 0 or self.step == run.steps:
                    reports.keep()
                    self._save()
                if stop:
                    return self._stopped("with a checkpoint")
            if self._processes.average([float(interruption.requested)])[0] > 0:
                return self._stopped("before the result was written")
            try:
                with interruption.ends_at_once():
                    self._finish(reports)
            except Interrupted:
                return self._stopped("while the result was written")
        self._processes.wait()
        return True

    def _finish(self, reports: Reports) -> None:
        if not self._processes.is_first:
            return
        with self._ema.in_place(self._settings.ema.export):
            self._draw(reports, swap=False)
            reports.finish()
            self._task.finish(self._folder)

    def _stopped(self, when: str) -> bool:
        self._say(f"stopped after step {self.step}, {when}; the same command goes on from here")
        return False

    def places(self, step: int, part: int) -> Places:
        batch, count = self._settings.data.batch_size, self._processes.count
        number = (step * self._settings.data.accumulation + part) * count + self._processes.rank
        return Places(number * batch, batch, batch * count)

    def optimizer(self, player: Player) -> torch.optim.AdamW:
        options = self._settings.optimizer
        return torch.optim.AdamW(player.parameters.values(), lr=player.learning_rate, betas=(options.beta1, options.beta2),
                                 eps=options.epsilon, weight_decay=options.weight_decay, fused=True)

    def gradients(self, step: int) -> dict[str, float]:
        """Accumulates the gradients of a step; gives the means of what the task reports."""
        parts, totals = self._settings.data.accumulation, {}
        torch.manual_seed(seed_of(self._settings.run.seed, Purpose.MODULES, step, self._processes.rank))  # dropout
        for part in range(parts):
            for _, loss, values in self._task.losses(step, self.places(step, part)):
                (loss / parts).backward()
                for name, value in values.items():
                    totals[name] = totals.get(name, 0.0) + value.detach().double() / parts
        return {name: float(value) for name, value in totals.items()}

    def _take_step(self, interrupted: bool) -> dict[str, float]:
        values = self.gradients(self.step) | {"interrupted": float(interrupted)}
        values = dict(zip(values, self._processes.average(list(values.values()))))
        active = [player for player in self._task.players if any(p.grad is not None for p in self._parameters[player.name])]
        norms = {}
        for player in active:
            self._processes.average_gradients(self._parameters[player.name])
            norms[player.name] = float(clip_grad_norm_(self._parameters[player.name], self._settings.optimizer.clip_norm or math.inf))
        verdict = self._guard.judge(values["loss"], sum(norms.values()))
        rate = learning_rate.factor(self.step, self._settings.run.steps, self._settings.optimizer) * self._guard.learning_rate_factor
        if verdict is Verdict.GOOD:
            self._update(active, rate)
        else:
            self._on_bad_step(verdict)
        for player in active:
            self._optimizers[player.name].zero_grad(set_to_none=True)
        values["bad_steps"] = float(verdict is not Verdict.GOOD)
        return values | {"gradient": norms[self._task.players[0].name], "learning_rate": rate * self._task.players[0].learning_rate}

    def _update(self, active: list[Player], rate: float) -> None:
        for player in active:
            for group in self._optimizers[player.name].param_groups:
                group["lr"] = rate * player.learning_rate
            self._optimizers[player.name].step()
        self._ema.update(self.step + 1)
        if self._guard.is_good_moment(self.step + 1):
            torch._foreach_copy_(self._good, self._ema.average)

    def _on_bad_step(self, verdict: Verdict) -> None:
        message = f"step {self.step + 1}: {self._guard.reason}; "
        if verdict is Verdict.GIVE_UP:
            raise ExportError(f"{message}the weights went back {self._guard.rollbacks} times already. Lower optimizer.learning_rate "
                              "(--find-lr suggests one), or look for damaged pictures. The last checkpoint is kept")
        if verdict is Verdict.ROLL_BACK:
            copy(self._good, self._model)
            self._ema.set(self._good)
            for optimizer in self._optimizers.values():
                optimizer.state.clear()
            message += f"back to the last good average, learning rate x {self._guard.learning_rate_factor:g}"
        else:
            message += "the step is left out"
        self._say(message, style="yellow")

    def _draw(self, reports: Reports, swap: bool = True) -> bool:
        """Whether an alarm ends the run."""
        stop = 0.0
        if self._processes.is_first:
            with self._ema.in_place(swap):
                picture, alarms = self._task.draw(self.step)
            reports.samples(self.step, picture, alarms)
            stop = float(bool(alarms) and self._settings.diversity.on_collapse == "stop")
        return self._processes.average([stop])[0] > 0 if swap else False

    def _save(self) -> None:
        if self._processes.is_first:
            self._checkpoints.save(self.step, {
                "step": self.step, "configuration": to_toml(self._settings, comments=False),
                "weights": {name: [parameter.detach() for parameter in parameters] for name, parameters in self._parameters.items()},
                "optimizers": {name: optimizer.state_dict() for name, optimizer in self._optimizers.items()},
                "ema": self._ema.average, "good": self._good, "guard": self._guard.state()})
        self._processes.wait()

    def _resume(self) -> None:
        state = self._checkpoints.load_last()
        if state is None:
            return
        check_same_configuration(state["configuration"], self._settings)
        for player in self._task.players:
            copy([value.to(p.device) for value, p in zip(state["weights"][player.name], self._parameters[player.name], strict=True)],
                 self._parameters[player.name])
            self._optimizers[player.name].load_state_dict(state["optimizers"][player.name])
        self._ema.set([value.to(own.device) for value, own in zip(state["ema"], self._ema.average, strict=True)])
        torch._foreach_copy_(self._good, [value.to(own.device) for value, own in zip(state["good"], self._good, strict=True)])
        self._guard.restore(state["guard"])
        self.step = state["step"]
        self._say(f"going on from step {self.step}")

    def _say(self, text: str, style: str | None = None) -> None:
        if self._processes.is_first:
            console.print(text, style=style, highlight=False, soft_wrap=True)
