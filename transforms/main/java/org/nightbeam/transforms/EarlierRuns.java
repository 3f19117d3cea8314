package org.nightbeam.transforms;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.rerun.Done;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Worker;

/**
 * Emits what earlier runs have made. It may be large, so the step carries it compressed: the
 * elements of a {@code Create} travel to a cluster in one message, whose size is limited.
 */
record EarlierRuns(byte[] coded) implements Step<byte[], KV<Integer, Known>> {
  private static final RecordCoder<RunPlan> CODER = RecordCoder.of(RunPlan.class);

  static EarlierRuns of(RunPlan earlier) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream compressed = new DeflaterOutputStream(bytes)) {
      CODER.encode(earlier, new BufferedOutputStream(compressed));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new EarlierRuns(bytes.toByteArray());
  }

  @Override
  public void process(DoFn<byte[], KV<Integer, Known>>.ProcessContext context, Worker worker)
      throws IOException {
    RunPlan earlier =
        CODER.decode(
            new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(coded))));
    for (LibraryMaster master : earlier.library().masters()) {
      context.output(KV.of(PlanNights.ONE_PLAN, Known.of(master)));
      context.output(PlanNights.THERE, MasterOutcome.of(master));
    }
    for (Done.Master master : earlier.done().masters()) {
      context.output(KV.of(PlanNights.ONE_PLAN, Known.of(master)));
      context.output(PlanNights.THERE, MasterOutcome.of(master));
    }
    for (Done.Light light : earlier.done().lights()) {
      context.output(KV.of(PlanNights.ONE_PLAN, Known.of(light)));
    }
  }
}
