package org.nightbeam.program.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.StorageContract;

class HdfsContractIT extends StorageContract {
  @TempDir static Path folder;
  private static MiniDFSCluster cluster;
  private static PipelineOptions options;
  private String prefix;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    Configuration client = new Configuration();
    client.set("fs.defaultFS", "hdfs://localhost:" + cluster.getNameNodePort());
    options = PipelineOptionsFactory.create();
    options.as(HadoopFileSystemOptions.class).setHdfsConfiguration(List.of(client));
    FileSystems.setDefaultPipelineOptions(options);
  }

  @AfterAll
  static void stop() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    cluster.shutdown();
  }

  @BeforeEach
  void chooseAFolder(TestInfo test) {
    prefix = "/" + Integer.toHexString(test.getDisplayName().hashCode()) + "/";
  }

  @Override
  protected Storage storage() {
    return new BeamStorage(folder.resolve("scratch"), options);
  }

  @Override
  protected String uri(String name) {
    return "hdfs://localhost:" + cluster.getNameNodePort() + prefix + name;
  }
}
