namespace LatentDiffusion;

/// <summary>A field of a protobuf message.</summary>
/// <param name="Number">Its number in the schema.</param>
/// <param name="Value">Its value, where it is a number of variable length.</param>
/// <param name="End">Position in the stream behind it.</param>
internal readonly record struct ProtobufField(int Number, long Value, long End);
