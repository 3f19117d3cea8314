package org.nightbeam.transforms.work;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Progress of one run, as counted by the steps of this process on any thread: Beam's own counters
 * stand still while a step works on one element, and know only the threads of the runner. Another
 * run in the same process has counts of its own.
 */
public final class RunCounts implements AutoCloseable {
  private static final Map<String, RunCounts> WATCHED = new ConcurrentHashMap<>(); // by run

  private final String runId;
  private final Map<Progress, LongAdder> counts = new EnumMap<>(Progress.class);

  private final Queue<String> notes = new ConcurrentLinkedQueue<>();

  private RunCounts(String runId) {
    this.runId = runId;
    for (Progress progress : Progress.values()) {
      counts.put(progress, new LongAdder());
    }
  }

  /** Watches a run, from before it begins until this is closed. */
  public static RunCounts watch(RunSettings run) {
    RunCounts counts = new RunCounts(run.runId());
    if (WATCHED.putIfAbsent(run.runId(), counts) != null) {
      throw new IllegalStateException("run " + run.runId() + " is watched already");
    }
    return counts;
  }

  /** Returns the counts of a run for its steps; nobody sees them if it is not watched here. */
  static RunCounts of(RunSettings run) {
    RunCounts watched = WATCHED.get(run.runId());
    return watched == null ? new RunCounts(run.runId()) : watched;
  }

  public void add(Progress progress, long number) {
    counts.get(progress).add(number);
  }

  /** Returns what was counted so far; all counts are there. */
  public Map<Progress, Long> soFar() {
    Map<Progress, Long> soFar = Progress.none();
    soFar.replaceAll((progress, nothing) -> counts.get(progress).sum());
    return soFar;
  }

  /** Tells whoever waits for the run something about it. */
  void note(String text) {
    notes.add(text);
  }

  /** Returns the next thing that steps told; null for nothing new. */
  public String takeNote() {
    return notes.poll();
  }

  @Override
  public void close() {
    WATCHED.remove(runId, this);
  }
}
