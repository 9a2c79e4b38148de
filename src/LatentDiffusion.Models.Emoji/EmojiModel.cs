namespace LatentDiffusion.Models.Emoji;
