package org.nightbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.nightbeam.calibrate.PixelUnit;

class OptionValuesTest {

  @Test
  void everyOptionHasTheDefaultThatBeamGivesIt() {
    ProgramOptions ours = OptionValues.read(List.of());
    ProgramOptions beams = PipelineOptionsFactory.create().as(ProgramOptions.class);
    for (String name : new OptionCatalogue().names()) {
      assertEquals(OptionCatalogue.valueOf(beams, name), OptionCatalogue.valueOf(ours, name), name);
    }
  }

  @Test
  void everyValueIsReadAsBeamReadsIt() {
    List<String> arguments = new ArrayList<>();
    for (List<OptionCatalogue.Option> group : new OptionCatalogue().byGroup().values()) {
      for (OptionCatalogue.Option option : group) {
        List<String> choices = option.choices();
        String value =
            !choices.isEmpty()
                ? choices.get(choices.size() - 1)
                : option.type() == int.class
                    ? "7"
                    : option.range() != null ? "2.5" : option.type() == List.class ? "a,,b," : "x";
        arguments.add("--" + option.name() + "=" + value);
      }
    }
    arguments.add("--masters=c");
    ProgramOptions ours = OptionValues.read(arguments);
    ProgramOptions beams =
        PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).as(ProgramOptions.class);
    for (String name : new OptionCatalogue().names()) {
      assertEquals(OptionCatalogue.valueOf(beams, name), OptionCatalogue.valueOf(ours, name), name);
    }
    assertEquals(List.of("a", "", "b", "c"), ours.getMasters());
  }

  @Test
  void whatIsSetIsKept() {
    ProgramOptions options = OptionValues.read(List.of("--force=true"));
    options.setForce(false);
    options.setInput(List.of("night,1"));
    options.setUnit(PixelUnit.ELECTRON);
    assertFalse(options.getForce());
    assertEquals(List.of("night,1"), options.getInput());
    assertEquals(PixelUnit.ELECTRON, options.getUnit());
  }

  @Test
  void beamHasItsOwnOptionsAndNoneOfOurs() {
    ProgramOptions options =
        OptionValues.read(
            List.of("--unit=ELECTRON", "--runner=DirectRunner", "--blockOnRun=false"));
    assertSame(DirectRunner.class, options.getRunner());
    assertFalse(options.as(DirectOptions.class).isBlockOnRun());
    options.as(DirectOptions.class).setTargetParallelism(3);
    PipelineOptions beams = options.as(PipelineOptions.class);
    assertEquals(3, beams.as(DirectOptions.class).getTargetParallelism());
    assertFalse(beams.toString().contains("ELECTRON"), beams.toString());
  }
}
