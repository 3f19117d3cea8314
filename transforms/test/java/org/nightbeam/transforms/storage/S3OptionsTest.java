package org.nightbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of Beam for AWS, with the libraries of it that we keep. */
class S3OptionsTest {
  @TempDir Path scratch;

  @AfterEach
  void forget() {
    System.clearProperty("aws.region");
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModules(ObjectMapper.findModules(S3OptionsTest.class.getClassLoader()));

  private static JsonNode credentials(PipelineOptions options) {
    return JSON.valueToTree(options).get("options").get("awsCredentialsProvider");
  }

  private static PipelineOptions throughJson(PipelineOptions options) throws IOException {
    return JSON.readValue(JSON.writeValueAsString(options), PipelineOptions.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'@type':'StaticCredentialsProvider','accessKeyId':'a','secretAccessKey':'b'}",
        "{'@type':'StaticCredentialsProvider','accessKeyId':'a','secretAccessKey':'b',"
            + "'sessionToken':'c'}",
        "{'@type':'DefaultCredentialsProvider'}",
        "{'@type':'EnvironmentVariableCredentialsProvider'}",
        "{'@type':'SystemPropertyCredentialsProvider'}",
        "{'@type':'ContainerCredentialsProvider'}",
        "{'@type':'ProfileCredentialsProvider'}",
        "{'@type':'ProfileCredentialsProvider','profileName':'p'}",
        "{'@type':'StsAssumeRoleCredentialsProvider','roleArn':'r','roleSessionName':'s',"
            + "'durationSeconds':3600}",
        "{'@type':'StsAssumeRoleWithWebIdentityCredentialsProvider','roleArn':'r',"
            + "'roleSessionName':'s','webIdentityToken':'t','durationSeconds':3600}",
      })
  void credentialsOfEveryKindAreReadAndReachTheWorkers(String json) throws IOException {
    System.setProperty("aws.region", "us-east-1"); // the client of STS wants one
    PipelineOptions options =
        S3Server.pipelineOptions(List.of("--awsCredentialsProvider=" + json.replace('\'', '"')));
    String type = json.replaceFirst(".*@type':'(\\w+)'.*", "$1");
    assertEquals(
        type, options.as(S3Options.class).getAwsCredentialsProvider().getClass().getSimpleName());
    PipelineOptions there = throughJson(options);
    assertEquals(
        type, there.as(S3Options.class).getAwsCredentialsProvider().getClass().getSimpleName());
    assertEquals(credentials(options), credentials(there));
  }

  @Test
  void otherOptionsReachTheWorkers() throws IOException {
    PipelineOptions options =
        throughJson(
            S3Server.pipelineOptions(
                List.of(
                    "--awsRegion=eu-central-1",
                    "--endpoint=http://127.0.0.1:9000",
                    "--proxyConfiguration={\"endpoint\":\"http://proxy:3128\"}",
                    "--httpClientConfiguration={\"maxConnections\":7,\"socketTimeout\":1000}")));
    S3Options s3 = options.as(S3Options.class);
    assertEquals("eu-central-1", s3.getAwsRegion().id());
    assertEquals(9000, s3.getEndpoint().getPort());
    assertEquals("proxy", s3.getProxyConfiguration().host());
    assertEquals(7, s3.getHttpClientConfiguration().maxConnections());
    assertEquals(S3ClientFactory.class, s3.getS3ClientFactoryClass());
    new S3ClientFactory().createBuilder(s3).build().close();
  }

  @Test
  void theFactoryThatIsGivenIsKept() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(S3Options.class).setS3ClientFactoryClass(OtherFactory.class);
    S3ClientFactory.setIn(options);
    assertEquals(OtherFactory.class, options.as(S3Options.class).getS3ClientFactoryClass());
  }

  abstract static class OtherFactory
      implements org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory {}

  /** Else every start would ask the network which region this is. */
  @Test
  void nothingIsLookedUpWhereNothingIsOnS3() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(S3Options.class).setS3ClientFactoryClass(S3ClientFactory.class);
    options.as(S3Options.class).setClientBuilderFactory(Unwanted.class);
    FileSystems.setDefaultPipelineOptions(options);
    options.as(S3Options.class).setAwsRegion(software.amazon.awssdk.regions.Region.US_EAST_1);
    IOException used = assertThrows(IOException.class, () -> FileSystems.match("s3://bucket/key"));
    assertTrue(used.toString().contains("Unwanted"), used.toString());
  }

  /** Cannot be made. */
  abstract static class Unwanted
      implements org.apache.beam.sdk.io.aws2.common.ClientBuilderFactory {}

  @Test
  void aMissingRegionIsAsked() {
    PipelineOptions options = PipelineOptionsFactory.create();
    S3ClientFactory.setIn(options);
    options.as(S3Options.class).setAwsRegion(null);
    CompletionException failed =
        assertThrows(
            CompletionException.class,
            () ->
                new BeamStorage(scratch, options)
                    .read("s3://bucket/key", 0, ByteBuffer.allocate(1))
                    .join());
    assertTrue(failed.getMessage().contains("--awsRegion"), failed.getMessage());
  }
}
