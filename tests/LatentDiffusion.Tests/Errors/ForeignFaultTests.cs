using System.Reflection;

namespace LatentDiffusion.Tests;

public sealed class ForeignFaultTests
{
    [Fact]
    public void WhatALibraryCannotRead_IsOne()
    {
        foreach (Exception e in (Exception[])[new FormatException(), new KeyNotFoundException(), new FileNotFoundException("x", "vocab.json")])
            Assert.True(ForeignFault.Is(e), e.GetType().Name);
    }

    /// <summary>An application without Microsoft.ML.Tokenizers was told that the files of its tokenizer are damaged.</summary>
    [Fact]
    public void ALibraryThatIsMissing_IsNone()
    {
        Exception absent = Assert.ThrowsAny<Exception>(() => Assembly.Load("Absent.Library, Version=1.0.0.0"));
        Exception[] all = [absent, new TypeInitializationException("X", absent), new DllNotFoundException(), new BadImageFormatException()];
        foreach (Exception e in all) Assert.False(ForeignFault.Is(e), e.GetType().Name);
    }
}
