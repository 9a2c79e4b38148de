"""What each technique can do with a picture. `yes` is a call of LatentDiffusion.Techniques or of the core; the rest says why not."""

COLUMNS = ("mix two pictures", "give a picture back", "vary a picture", "fill a hole", "go on from a part")

TABLE = {
    "gan": ("drawn ones: `Interpolate`", "no: there is no encoder; search by gradients only", "no", "no", "no"),
    "vae": ("any: `Encode`, `Interpolate`", "yes: `Encode`, `Decode`", "near its latent", "no", "no"),
    "pixel": ("not done here", "only through noise", "yes: `Vary`", "possible by the same loop; not done here", "as a hole"),
    "autoregressive": ("no", "yes: `Complete` with all rows kept", "no", "only at the end of the order", "yes: `Complete`, from the top"),
    "latent": ("not done here", "its autoencoder can; no call of its own", "yes: `ImageInput.Strength`", "yes: `Inpainting.Mask`",
               "yes: `Inpainting.Outpaint`"),
}
