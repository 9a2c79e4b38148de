using Google.Protobuf;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Tokenizers;

/// <summary>Reads SentencePiece's model files, a protocol buffer, as far as a unigram model needs it.</summary>
/// <remarks>https://github.com/google/sentencepiece/blob/v0.2.0/src/sentencepiece_model.proto</remarks>
internal static class SentencePieceModel
{
    private const int PiecesField = 1, TrainerField = 2, NormalizerField = 3;
    private const int TextField = 1, ScoreField = 2, TypeField = 3, CharsMapField = 2;
    private const int ModelTypeField = 3;
    private const int Unigram = 1, NormalType = 1, ControlType = 3, UserDefinedType = 4;

    /// <summary>Reads a model file.</summary>
    public static UnigramFiles Read(string file)
    {
        var pieces = new List<(string Text, double Score)>();
        var added = new List<AddedToken>();
        byte[] charsMap = [];
        try
        {
            foreach (var (field, value) in Fields(TokenizerJson.ReadBytes(file)))
            {
                if (field == NormalizerField)
                    charsMap = Fields(Bytes(value)).Where(f => f.Field == CharsMapField).Select(f => Bytes(f.Value)).LastOrDefault([]);
                else if (field == TrainerField) CheckType(file, Fields(Bytes(value)));
                if (field != PiecesField) continue;
                var parts = Fields(Bytes(value)).ToLookup(f => f.Field, f => f.Value);
                string text = System.Text.Encoding.UTF8.GetString(Bytes(parts[TextField].First()));
                int type = (int)(ulong)parts[TypeField].LastOrDefault((ulong)NormalType);
                pieces.Add((text, BitConverter.UInt32BitsToSingle((uint)parts[ScoreField].LastOrDefault(0u))));
                if (type is ControlType or UserDefinedType) added.Add(new AddedToken(text, Normalized: false));
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidCastException or InvalidOperationException)
        {
            throw new ModelFormatException($"{file}: expected a SentencePiece model, but {Shown.Cause(e)}.", e);
        }
        if (pieces.Count == 0) throw new ModelFormatException($"{file}: expected a SentencePiece model, but it has no pieces.");
        return new UnigramFiles(pieces, charsMap, added);
    }

    private static void CheckType(string file, IEnumerable<(int Field, object Value)> trainer)
    {
        object type = trainer.Where(f => f.Field == ModelTypeField).Select(f => f.Value).LastOrDefault((ulong)Unigram);
        if (type is not (ulong)Unigram)
            throw new ModelFormatException($"{file}: expected a unigram model (type 1), but it is of type {Shown.Of(type)}.");
    }

    private static IEnumerable<(int Field, object Value)> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            yield return (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var type => throw new InvalidOperationException($"it has a field of wire type {type}."),
            });
        }
    }

    private static byte[] Bytes(object value) => (byte[])value;
}
