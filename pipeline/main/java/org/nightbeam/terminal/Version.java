package org.nightbeam.terminal;

/** The version of this program. */
public final class Version {
  private Version() {}

  /** Returns the version of the software, as products record it. */
  public static String ofProgram() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
