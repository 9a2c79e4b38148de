"""Training of latent diffusion models: the autoencoder, then the denoiser on its latents; fine-tuning of either kind of denoiser.

configuration/  the TOML file of a run, as dataclasses
data/           folders of pictures with captions, their augmentation, batches, and the data sets that are made here
losses/         what is minimised
loop/           the steps: optimizer, moving average, guard, checkpoints, several processes, reports
tasks/          what is trained: an autoencoder, a denoiser
result/         measurements, the model card, the folders at the end
presets/        configurations that ship
"""
