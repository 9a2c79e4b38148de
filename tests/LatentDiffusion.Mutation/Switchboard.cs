using System.Reflection;

namespace LatentDiffusion.Mutation;

/// <summary>The switches inside a library that was loaded.</summary>
internal sealed class Switchboard(Type switches)
{
    private readonly FieldInfo _active = switches.GetField("Active")!, _hits = switches.GetField("Hits")!;
    private readonly FieldInfo _calls = switches.GetField("Calls")!, _mostCalls = switches.GetField("MostCalls")!;

    /// <summary>Switches a mutant on, or with 0 all off.</summary>
    public void Activate(int id) => _active.SetValue(null, id);

    /// <summary>Ends whatever asks for switches more often than this from now on: a mutant may have no end.</summary>
    public void Limit(long calls)
    {
        _calls.SetValue(null, 0L);
        _mostCalls.SetValue(null, calls);
    }

    /// <summary>Notes in an array which switches are asked for; null to stop.</summary>
    public void Record(bool[]? hits) => _hits.SetValue(null, hits);
}
