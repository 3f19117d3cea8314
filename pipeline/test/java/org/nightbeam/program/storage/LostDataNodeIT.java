package org.nightbeam.program.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A DataNode of HDFS dies while a run reads from it and writes to it. */
class LostDataNodeIT {
  @TempDir Path folder;

  @Test
  void theRunGoesOnWithTheOtherCopies() throws IOException, InterruptedException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(400, 300, 8, 8, 8, 40, List.of("V", "R"), 77).writeTo(raw);
    Path reference = folder.resolve("local/reduced");
    assertEquals(0, JarProcess.run(raw, reference).status());
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    configuration.setInt("dfs.replication", 2);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(2).build()) {
      cluster.waitActive();
      FileSystem hdfs = cluster.getFileSystem();
      FileUtil.copy(
          raw.toFile(), hdfs, new org.apache.hadoop.fs.Path("/raw"), false, configuration);
      String root = "hdfs://localhost:" + cluster.getNameNodePort();
      Path err = folder.resolve("err.txt");
      Process run =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-jar",
                  Path.of("target/nightbeam.jar").toAbsolutePath().toString(),
                  "--input=" + root + "/raw",
                  "--output=" + root + "/reduced",
                  "--scratch=" + folder.resolve("scratch"),
                  "--hdfsConfiguration=[{\"fs.defaultFS\":\"" + root + "\",\"dfs.replication\":2}]")
              .redirectOutput(folder.resolve("out.txt").toFile())
              .redirectError(err.toFile())
              .start();
      try {
        org.apache.hadoop.fs.Path calibrated =
            new org.apache.hadoop.fs.Path("/reduced/calibrated/ScienceImages");
        while (!hdfs.exists(calibrated) || hdfs.listStatus(calibrated).length < 2) {
          assertTrue(run.isAlive(), "it ended too soon: " + Files.readString(err));
          Thread.sleep(10);
        }
        assertTrue(run.isAlive());
        cluster.stopDataNode(0);
        assertTrue(run.waitFor(3, TimeUnit.MINUTES), Files.readString(err));
        assertEquals(0, run.exitValue(), Files.readString(err));
        assertFalse(Files.readString(err).contains("\tat "), Files.readString(err));
      } finally {
        run.destroyForcibly();
      }
      for (String part : List.of("calibrated", "masters")) {
        Map<String, Path> expected = Program.files(reference.resolve(part));
        for (Map.Entry<String, Path> file : expected.entrySet()) {
          org.apache.hadoop.fs.Path there =
              new org.apache.hadoop.fs.Path("/reduced/" + part + "/" + file.getKey());
          try (var in = hdfs.open(there)) {
            assertArrayEquals(Files.readAllBytes(file.getValue()), in.readAllBytes(), "" + there);
          }
        }
      }
    }
  }
}
