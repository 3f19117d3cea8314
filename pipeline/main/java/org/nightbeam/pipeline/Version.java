package org.nightbeam.pipeline;


/** The version of this program. */
final class Version {
  private Version() {}

  /** Version of the software, as products record it. */
  static String ofProgram() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
