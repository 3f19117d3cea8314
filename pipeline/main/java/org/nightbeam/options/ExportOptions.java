package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.master.MasterExport;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Verb;

/** Masters in the form of other programs. */
@Heading("Export")
@HeededBy(Verb.EXPORT)
public interface ExportOptions extends PipelineOptions {
  @Description(
      "What exported darks contain, in ADU for their exposure time: WITH_BIAS, as in Siril,"
          + " PixInsight and MaxIm DL, or BIAS_SUBTRACTED, as in ccdproc, IRAF and AstroImageJ")
  @Default.Enum("WITH_BIAS")
  MasterExport.Darks getExportDarks();

  void setExportDarks(MasterExport.Darks value);
}
