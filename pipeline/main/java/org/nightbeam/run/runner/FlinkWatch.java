package org.nightbeam.run.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Watches a job on a cluster for what the user should know: that it waits for slots, which may take
 * a hand to help, or that a worker was lost. A poll every few seconds; a cluster that does not
 * answer is not a reason to fail, as Flink's client says that itself.
 */
public final class FlinkWatch {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration BEFORE_FIRST = Duration.ofSeconds(5);
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  /** Within this time, tasks fail one after the other for the loss of one worker. */
  private static final Duration SAME_FAILURE = Duration.ofSeconds(15);

  /** A cause that stays makes tasks fail all the time, and is told again after so long. */
  private static final Duration SAME_CAUSE = Duration.ofMinutes(1);

  private final FlinkCluster cluster;
  private final String jobName;
  private final int parallelism;
  private final LongSupplier nanoTime;
  private long polled;
  private Long waitingSince;
  private Long toldWaiting;
  private long toldFailure;
  private final Map<String, Long> toldCauses = new HashMap<>();
  private Long silentSince;
  private boolean toldSilence;

  public FlinkWatch(FlinkCluster cluster, String jobName, int parallelism) {
    this(cluster, jobName, parallelism, System::nanoTime);
  }

  /**
   * Watches by a clock.
   *
   * @param nanoTime tells the time, in nanoseconds since any moment
   */
  FlinkWatch(FlinkCluster cluster, String jobName, int parallelism, LongSupplier nanoTime) {
    this.cluster = cluster;
    this.jobName = jobName;
    this.parallelism = parallelism;
    this.nanoTime = nanoTime;
    this.polled = nanoTime.getAsLong();
  }

  /** Returns a note on what is new; null if nothing is. */
  String note() {
    long now = nanoTime.getAsLong();
    if (now - polled < POLL.toNanos()) {
      return null;
    }
    polled = now;
    try {
      Optional<FlinkCluster.Job> job = cluster.job(jobName);
      silentSince = null;
      toldSilence = false;
      if (job.isEmpty() || job.get().hasEnded()) {
        return null;
      }
      String failure = failure(job.get());
      return failure != null ? failure : waiting(job.get(), now);
    } catch (IOException noAnswer) {
      return silence(now);
    }
  }

  /**
   * Returns a note on a cluster that is silent: Flink's client waits for minutes without a word.
   */
  private String silence(long now) {
    if (silentSince == null) {
      silentSince = now;
    }
    boolean tell = !toldSilence && now - silentSince >= BEFORE_FIRST.toNanos();
    toldSilence |= tell;
    return tell
        ? "the JobManager does not answer; start it again: with high availability the job"
            + " continues; otherwise the same command continues from what is finished"
        : null;
  }

  /** Returns whether the cluster does not answer now. */
  boolean isSilent() {
    try {
      cluster.slots();
      return false;
    } catch (IOException noAnswer) {
      return true;
    }
  }

  /** Returns what a person should know of a run whose cluster does not answer any more. */
  String lost() {
    return cluster
        + " no longer answers, so the state of the job is not known; start the cluster"
        + " again: the same command ends what is left of the job, and continues from what"
        + " is finished";
  }

  private String failure(FlinkCluster.Job job) throws IOException {
    Optional<FlinkCluster.Failure> failure = cluster.lastFailure(job);
    if (failure.isEmpty() || failure.get().time() <= toldFailure) {
      return null;
    }
    boolean oneMore = failure.get().time() - toldFailure < SAME_FAILURE.toMillis();
    toldFailure = failure.get().time();
    if (!failure.get().ofWorker()) {
      String where = failure.get().where();
      String text =
          String.format(
              "a task failed%s; Flink starts it again: %s",
              where.isEmpty() ? "" : " on " + where, failure.get().cause());
      Long told = toldCauses.get(text);
      if (told != null && toldFailure - told < SAME_CAUSE.toMillis()) {
        return null;
      }
      toldCauses.put(text, toldFailure);
      return text;
    }
    return oneMore ? null : "a worker was lost; Flink starts its tasks again";
  }

  private String waiting(FlinkCluster.Job job, long now) throws IOException {
    FlinkCluster.Slots there = cluster.slots();
    // A job that has all its slots may well have tasks in line; one with too few may never end.
    if (job.waiting() == 0 || (job.busy() > 0 && there.slots() >= parallelism)) {
      waitingSince = null;
      toldWaiting = null;
      return null;
    }
    if (waitingSince == null) {
      waitingSince = now;
    }
    boolean first = toldWaiting == null && now - waitingSince >= BEFORE_FIRST.toNanos();
    boolean again = toldWaiting != null && now - toldWaiting >= BETWEEN.toNanos();
    if (!(first || again) || there.free() >= parallelism) {
      return null;
    }
    toldWaiting = now;
    return String.format(
        "waiting for task slots: the job needs %d, the cluster has %d on %d TaskManager%s%s; start"
            + " another TaskManager or give a smaller --parallelism",
        parallelism,
        there.slots(),
        there.taskManagers(),
        there.taskManagers() == 1 ? "" : "s",
        there.free() < there.slots() && there.free() > 0
            ? ", " + there.free() + " of them free"
            : there.slots() >= parallelism ? ", in use by other jobs" : "");
  }

  /** Cancels the job, if it has been submitted. */
  void cancel(Duration atMost) throws IOException {
    Optional<FlinkCluster.Job> job = cluster.job(jobName);
    if (job.isPresent() && !job.get().hasEnded()) {
      cluster.cancel(job.get(), atMost);
    }
  }
}
