namespace LatentDiffusion;

/// <summary>Makes a scheduler of one kind.</summary>
/// <param name="options">Options that differ from the model's own and from the defaults of the method; null for none.</param>
/// <returns>An immutable scheduler.</returns>
/// <exception cref="ArgumentException">An option that the method does not know; the message names it.</exception>
public delegate Scheduler SchedulerFactory(SchedulerOptions? options = null);
