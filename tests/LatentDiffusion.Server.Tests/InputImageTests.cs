using System.Buffers.Binary;
using SkiaSharp;

namespace LatentDiffusion.Server.Tests;

/// <summary>Pictures and masks of which something is transparent.</summary>
public sealed class InputImageTests
{
    private const string Red = "#FF0000", Clear = "#00000000", Half = "#80000000";

    [Fact]
    public void Masks_AreTurnedAsTheirPicturesAre()
    {
        byte[] file = Turned(Png(3, 2, Clear, Red, Red, Red, Red, Red), 6); // a quarter to the right: the first pixel is at the top right then
        RgbImage alpha = InputImages.AlphaMask(file, ImageLimits.Default), opaque = InputImages.OpaqueMask(file, ImageLimits.Default);
        Assert.Equal((2, 3), (alpha.Width, alpha.Height));
        Assert.Equal([0, 255, 0, 0, 0, 0], First(alpha));
        Assert.Equal([255, 0, 255, 255, 255, 255], First(opaque));
    }

    [Fact]
    public void OpaqueMask_IsReadByItsColours()
    {
        RgbImage mask = InputImages.AlphaMask(Png(2, 1, "#FFFFFF", "#000000"), ImageLimits.Default);
        Assert.Equal([255, 0], First(mask));
    }

    [Fact]
    public void Transparency_IsAMaskWhereAPixelIsWhollyTransparent()
    {
        Assert.Equal([255, 127, 0], First(InputImages.Transparency(Png(3, 1, Clear, Half, Red))!));
        Assert.Null(InputImages.Transparency(Png(2, 1, Half, Red))); // soft edges ask for nothing
        Assert.Null(InputImages.Transparency(Png(2, 1, Red, Red)));
    }

    /// <summary>Pillow 13: <c>Image.new("RGB", size, "white").paste(picture, mask=picture)</c>.</summary>
    [Fact]
    public void TransparentParts_AreWhite()
    {
        RgbImage flat = InputImages.OnWhite(Turned(Png(3, 1, Clear, Half, Red), 2), ImageLimits.Default);
        Assert.Equal([255, 0, 0, 127, 127, 127, 255, 255, 255], flat.Pixels.ToArray());
    }

    private static byte[] First(RgbImage image) => [.. Enumerable.Range(0, image.Width * image.Height).Select(i => image.Pixels[3 * i])];

    private static byte[] Png(int width, int height, params string[] colours)
    {
        using SKBitmap bitmap = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (int i = 0; i < colours.Length; i++) bitmap.SetPixel(i % width, i / width, SKColor.Parse(colours[i]));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The same PNG with an orientation, in a chunk behind its header.</summary>
    private static byte[] Turned(byte[] png, byte orientation)
    {
        const int Header = 8 + 25;
        byte[] body = [.. "eXIf"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(body));
        return [.. png[..Header], .. length, .. body, .. check, .. png[Header..]];
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
