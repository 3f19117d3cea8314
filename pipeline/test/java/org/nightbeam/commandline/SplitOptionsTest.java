package org.nightbeam.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.nightbeam.calibrate.PixelUnit;
import org.nightbeam.options.ProgramOptions;

class SplitOptionsTest {

  @Test
  void bothPartsAreReadAndCanBeSet() {
    ProgramOptions options =
        SplitOptions.read(
            List.of(
                "--runner=DirectRunner",
                "--unit=ELECTRON",
                "--planes=MASK,UNCERT",
                "--targetParallelism=3"));
    assertEquals(PixelUnit.ELECTRON, options.getUnit());
    assertEquals(List.of("MASK", "UNCERT"), options.getPlanes());
    assertSame(DirectRunner.class, options.getRunner());
    assertEquals(3, options.as(DirectOptions.class).getTargetParallelism());
    options.setUnit(PixelUnit.ADU);
    options.as(DirectOptions.class).setTargetParallelism(2);
    assertEquals(PixelUnit.ADU, options.getUnit());
    assertEquals(2, options.as(DirectOptions.class).getTargetParallelism());
  }

  @Test
  void whatIsNotGivenHasTheDefaultOfItsAnnotation() {
    ProgramOptions read = SplitOptions.read(List.of());
    ProgramOptions beams = PipelineOptionsFactory.create().as(ProgramOptions.class);
    for (Option option : new OptionCatalogue().all()) {
      assertEquals(option.valueIn(beams), option.valueIn(read), option.name());
    }
  }

  @Test
  void aPipelineHasTheOptionsOfBeamAlone() {
    PipelineOptions beams = SplitOptions.read(List.of("--unit=ELECTRON")).as(PipelineOptions.class);
    assertFalse(beams.toString().contains("ELECTRON"), beams.toString());
  }

  @Test
  void anOptionOfNobodyIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> SplitOptions.read(List.of("--noSuchOption=1")));
  }
}
