namespace LatentDiffusion.Datasets.Tests;

public sealed class WorkerShareTests
{
    [Theory]
    [InlineData("JOB_COMPLETION_INDEX=3", 8, 3, 8)]
    [InlineData("JOB_COMPLETION_INDEX=3;JOB_COMPLETIONS=5", null, 3, 5)]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=0;AWS_BATCH_JOB_ARRAY_SIZE=4", null, 0, 4)]
    [InlineData("SLURM_ARRAY_TASK_ID=3;SLURM_ARRAY_TASK_COUNT=8;SLURM_ARRAY_TASK_MIN=0", null, 3, 8)]
    [InlineData("SLURM_ARRAY_TASK_ID=8;SLURM_ARRAY_TASK_COUNT=8;SLURM_ARRAY_TASK_MIN=1;SLURM_ARRAY_TASK_STEP=1", null, 7, 8)]
    [InlineData("SLURM_ARRAY_TASK_ID=14;SLURM_ARRAY_TASK_COUNT=8;SLURM_ARRAY_TASK_MIN=0;SLURM_ARRAY_TASK_STEP=2", null, 7, 8)]
    [InlineData("SLURM_ARRAY_TASK_ID=5;SLURM_ARRAY_TASK_COUNT=1;SLURM_ARRAY_TASK_MIN=5", 8, 5, 8)] // one task sent again
    public void SchedulersAreUnderstood(string variables, int? workers, int index, int count)
    {
        Dictionary<string, string> environment = variables.Split(';').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(new WorkerShare(index, count), WorkerShare.FromEnvironment(workers, environment.GetValueOrDefault));
    }

    [Theory]
    [InlineData("JOB_COMPLETION_INDEX=3", null, "say the number of workers")]
    [InlineData("JOB_COMPLETION_INDEX=8", 8, "worker 8 of 8; it must be below")]
    [InlineData("SLURM_ARRAY_TASK_ID=1;SLURM_ARRAY_TASK_MIN=3;SLURM_ARRAY_TASK_COUNT=4", null, "worker -2 of 4; it must be below")]
    [InlineData("JOB_COMPLETION_INDEX=x", 8, "JOB_COMPLETION_INDEX is 'x', which is not a whole number")]
    [InlineData("SLURM_ARRAY_TASK_ID=1;SLURM_ARRAY_TASK_COUNT=-2", null, "SLURM_ARRAY_TASK_COUNT is '-2'")]
    public void WrongVariablesAreNamed(string variables, int? workers, string text)
    {
        Dictionary<string, string> environment = variables.Split(';').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        ArgumentException e = Assert.Throws<ArgumentException>(() => WorkerShare.FromEnvironment(workers, environment.GetValueOrDefault));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(-1, 8)]
    [InlineData(8, 8)]
    public void SharesThatCannotBe_AreRefused(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerShare(index, count));

    [Fact]
    public void WithoutAScheduler_ThereIsNone() => Assert.Null(WorkerShare.FromEnvironment(4, _ => null));

    [Theory]
    [InlineData("8/8")]
    [InlineData("-1/8")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("")]
    public void WrongSharesAreRefused(string text) => Assert.Throws<ArgumentException>(() => WorkerShare.Parse(text));

    [Fact]
    public void Shares_CoverEachShardOnce() =>
        Assert.All(Enumerable.Range(0, 100), s => Assert.Single(Enumerable.Range(0, 7), i => new WorkerShare(i, 7).Has(s)));
}
