"""The denoiser's loss: noise levels, targets, weights, timesteps."""

import torch

from ..configuration.loss_sections import NoiseLoss
from ..random_streams import Purpose, generator, uniform
from ..tasks.task import Places


class NoiseLevels:
    """alpha-bar of Ho et al. 2020, eq. 4, of a diffusers scheduler's configuration."""

    def __init__(self, scheduler_config, device: torch.device):
        from diffusers import DDPMScheduler

        scheduler = DDPMScheduler.from_config(scheduler_config)
        self.prediction_type = scheduler.config.prediction_type
        self._signal = scheduler.alphas_cumprod.sqrt().to(device)
        self._noise = (1 - scheduler.alphas_cumprod).sqrt().to(device)

    def __len__(self) -> int:
        return len(self._signal)

    def noised(self, clean: torch.Tensor, noise: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        return _wide(self._signal[timesteps]) * clean + _wide(self._noise[timesteps]) * noise

    def target(self, clean: torch.Tensor, noise: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        """v of Salimans & Ho 2022, appendix D: alpha * noise - sigma * clean."""
        if self.prediction_type == "epsilon":
            return noise
        if self.prediction_type == "sample":
            return clean
        return _wide(self._signal[timesteps]) * noise - _wide(self._noise[timesteps]) * clean

    def clean(self, sample: torch.Tensor, output: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        """The clean picture that a prediction of the target stands for."""
        if self.prediction_type == "sample":
            return output
        signal, noise = _wide(self._signal[timesteps]), _wide(self._noise[timesteps])
        return signal * sample - noise * output if self.prediction_type == "v_prediction" else (sample - noise * output) / signal

    def noise(self, sample: torch.Tensor, output: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        """The noise that it stands for."""
        if self.prediction_type == "epsilon":
            return output
        signal, noise = _wide(self._signal[timesteps]), _wide(self._noise[timesteps])
        return noise * sample + signal * output if self.prediction_type == "v_prediction" else (sample - signal * output) / noise

    def weights(self, options: NoiseLoss) -> torch.Tensor:
        """The weight of each timestep's squared error. Min-SNR weights the error of the clean picture by min(SNR, gamma)."""
        if not options.min_snr_gamma:
            return torch.ones_like(self._signal)
        snr = (self._signal / self._noise).square()
        least = snr.clamp(max=options.min_snr_gamma)
        weights = {"epsilon": least / snr.clamp(min=1e-12), "sample": least, "v_prediction": least / (snr + 1)}[self.prediction_type]
        return weights / weights.mean() if options.normalise_weights else weights


def draw_timesteps(places: Places, levels: int, options: NoiseLoss, seed: int) -> torch.Tensor:
    times = []
    for place in places:
        random = generator(seed, Purpose.TIMESTEP, place)
        if options.timesteps == "logit_normal":  # Esser et al. 2024, arXiv 2403.03206, section 3.1
            normal = torch.randn((), generator=random, dtype=torch.float64)
            times.append(torch.sigmoid(options.logit_mean + options.logit_deviation * normal).item())
        else:
            stratum = place % places.all_processes if options.timesteps == "stratified" else 0
            strata = places.all_processes if options.timesteps == "stratified" else 1
            times.append((stratum + uniform(random)) / strata)
    return (torch.tensor(times, dtype=torch.float64) * levels).long().clamp(max=levels - 1)


def draw_noise(places: Places, shape: tuple[int, ...], options: NoiseLoss, seed: int) -> torch.Tensor:
    """[places, *shape]."""
    noises = []
    for place in places:
        random = generator(seed, Purpose.NOISE, place)
        noise = torch.randn(shape, generator=random)
        if options.noise_offset:
            noise = noise + options.noise_offset * torch.randn(shape[0], 1, 1, generator=random)
        noises.append(noise)
    return torch.stack(noises)


def _wide(values: torch.Tensor) -> torch.Tensor:
    return values.view(-1, 1, 1, 1)
