package org.nightbeam.transforms.work;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.correction.Measurement;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.signal.Preparation;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.Tenure;

/**
 * Settings shared by the transforms of one run.
 *
 * @param runId unique to the run; names its temporary folders
 * @param output folder or URI of the products
 * @param scratch folder of each host for cache and temporary files
 * @param version of the software, for headers
 * @param combine how frames are combined
 * @param headers how headers are read
 * @param excludeMisfits whether frames that do not belong to the others are left out of masters
 * @param lights what is done with lights beside bias, dark and flat
 * @param bandRows rows of a master that are combined as one unit of work; 0 to choose by its width
 * @param masterCacheLimit bytes that cached masters may take in the scratch folder
 * @param batches into how many batches files and frames are spread: on a cluster several for each
 *     slot, so that all are busy to the end; else one, as each batch costs the runner some
 *     milliseconds a step
 * @param threads on how many pieces of a batch a step works at a time: those of the machine where
 *     the runner has one thread, 1 where it has a thread a core
 * @param ledger whether what is finished is noted, see {@link Ledger}
 * @param durable whether products outlive a loss of power
 * @param previewSide most pixels of the longer side of the picture of a light; 0 for no previews
 */
public record RunSettings(
    String runId,
    String output,
    String scratch,
    String version,
    CombineSettings combine,
    HeaderRules headers,
    boolean excludeMisfits,
    LightSettings lights,
    int bandRows,
    long masterCacheLimit,
    int batches,
    int threads,
    boolean ledger,
    boolean durable,
    int previewSide)
    implements Serializable {

  private static final RecordCoder<RunSettings> CODER = RecordCoder.of(RunSettings.class);

  private static final int WAITING_FOR_THE_DISK = 3;
  private static final int TILE_PIXELS = 1 << 19;

  /** Returns these settings for one more run. */
  public RunSettings again() {
    return new RunSettings(
        UUID.randomUUID().toString(),
        output,
        scratch,
        version,
        combine,
        headers,
        excludeMisfits,
        lights,
        bandRows,
        masterCacheLimit,
        batches,
        threads,
        ledger,
        durable,
        previewSide);
  }

  /**
   * Returns the storage of this run, which writes only as long as the run owns its output.
   *
   * @param options say how file systems are reached
   */
  public BeamStorage storage(PipelineOptions options) {
    BeamStorage storage =
        new BeamStorage(folder().unfinished(), durable, folder().inScratch(), options);
    if (!BeamStorage.isLocal(output)) {
      storage.writeDuring(
          new Tenure(output, folder().inOutput(), () -> OutputOwner.isOwner(storage, this)));
    }
    return storage;
  }

  /** Returns whether previews are written, see {@link org.nightbeam.preview}. */
  public boolean previews() {
    return previewSide > 0;
  }

  /** Returns what is done to raw values first. */
  public Preparation preparation() {
    return headers.preparation();
  }

  /** Returns the names of the files that this run needs only while it lasts. */
  public RunFolder folder() {
    return new RunFolder(output, scratch, runId);
  }

  /**
   * Returns these settings as bytes, which travel in every step: Java would make some eighty
   * classes to read the records.
   */
  public byte[] coded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CODER.encode(this, bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Returns the settings of some bytes. */
  public static RunSettings of(byte[] coded) {
    try {
      return CODER.decode(new ByteArrayInputStream(coded));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns whether lights are measured, and can be compared. */
  public boolean measures() {
    return lights.measurements().stream().anyMatch(Measurement::tellsQuality);
  }

  /** Returns whether all work is done in one process: nothing has to be spread. */
  public boolean inOneProcess() {
    return batches == 1;
  }

  /** Returns the batch of a name, the same in every run. */
  public int batchOf(String name) {
    return Math.floorMod(name.hashCode(), batches);
  }

  /**
   * Returns how many pieces of work a step is busy with at a time: where storage is far, most of
   * them wait for it.
   *
   * @param uri of the input
   * @param whereFar so many a thread, if the input or the output is on another host
   */
  public int atATime(String uri, int whereFar) {
    return BeamStorage.isLocal(uri) && BeamStorage.isLocal(output) ? threads : threads * whereFar;
  }

  /**
   * Returns how many pieces of work a step that writes products is busy with: while the disk writes
   * some, others are computed.
   */
  public int atATimeWriting(String uri, int whereFar) {
    if (lights.needsMuchMemory()) {
      return 1; // a whole frame in memory, and all threads for it
    }
    if (lights.measuresWholeFrames()) {
      return threads;
    }
    int many = atATime(uri, whereFar);
    return durable ? many * WAITING_FOR_THE_DISK : many;
  }

  /** Returns the rows of a band of a master of this width. */
  public int rowsOfBand(int width) {
    return bandRows > 0 ? bandRows : Math.max(1, TILE_PIXELS / width);
  }
}
