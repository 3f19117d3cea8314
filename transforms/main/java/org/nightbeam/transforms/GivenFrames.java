package org.nightbeam.transforms;

import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.frame.Frame;
import org.nightbeam.transforms.coder.RecordCoder;

/**
 * Frames whose headers are known before the run begins: masters of other software, or all frames of
 * a folder that is watched.
 */
public final class GivenFrames extends PTransform<PBegin, PCollection<Frame>> {
  private static final long serialVersionUID = 1L;

  private final transient List<Frame> frames;

  private GivenFrames(List<Frame> frames) {
    this.frames = frames;
  }

  /**
   * @param frames travel with the pipeline
   */
  public static GivenFrames of(List<Frame> frames) {
    return new GivenFrames(frames);
  }

  @Override
  public PCollection<Frame> expand(PBegin begin) {
    return begin.apply(Create.of(frames).withCoder(RecordCoder.of(Frame.class)));
  }
}
