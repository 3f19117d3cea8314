package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/** A server of S3 on the loopback interface that keeps its objects in memory, behind a relay. */
public final class S3Server implements AutoCloseable {
  /** The one bucket. */
  public static final String BUCKET = "nights";

  private static final String KEY_ID = "test";
  private static final String SECRET = "secret";

  private final BlobStoreContext store;
  private final S3Proxy server;
  private final CountingRelay relay;

  private S3Server(BlobStoreContext store, S3Proxy server, CountingRelay relay) {
    this.store = store;
    this.server = server;
    this.relay = relay;
  }

  /** Starts a server with an empty bucket. */
  public static S3Server start() throws IOException {
    return start(true);
  }

  /** Starts one that refuses every header it does not know, such as those of new checksums. */
  public static S3Server startStrict() throws IOException {
    return start(false);
  }

  private static S3Server start(boolean ignoreUnknownHeaders) throws IOException {
    BlobStoreContext store =
        ContextBuilder.newBuilder("transient-nio2")
            .credentials("any", "any")
            .build(BlobStoreContext.class);
    store.getBlobStore().createContainerInLocation(null, BUCKET);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET)
            .ignoreUnknownHeaders(ignoreUnknownHeaders)
            .build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("S3Proxy does not start", e);
    }
    return new S3Server(store, server, CountingRelay.to(server.getPort()));
  }

  /** The URI of an object. */
  public static String uri(String key) {
    return "s3://" + BUCKET + "/" + key;
  }

  /** What stands between the clients and the server. */
  public CountingRelay relay() {
    return relay;
  }

  /** The objects themselves. */
  public BlobStore objects() {
    return store.getBlobStore();
  }

  /** Puts an object there. */
  public void put(String key, byte[] bytes) {
    objects()
        .putBlob(
            BUCKET, objects().blobBuilder(key).payload(bytes).contentLength(bytes.length).build());
  }

  /** The options that a client needs. */
  public List<String> options() {
    return options(KEY_ID, SECRET);
  }

  /** Options as of a client with a certain key. */
  public List<String> options(String keyId, String secret) {
    return List.of(
        "--awsRegion=us-east-1",
        "--endpoint=http://127.0.0.1:" + relay.port(),
        "--awsCredentialsProvider={\"@type\":\"StaticCredentialsProvider\",\"accessKeyId\":\""
            + keyId
            + "\",\"secretAccessKey\":\""
            + secret
            + "\"}");
  }

  /** The same, read. */
  public PipelineOptions pipelineOptions() {
    return pipelineOptions(options());
  }

  /** Options of a client, read. */
  public static PipelineOptions pipelineOptions(List<String> options) {
    PipelineOptions read = PipelineOptionsFactory.fromArgs(options.toArray(String[]::new)).create();
    S3ClientFactory.setIn(read);
    return read;
  }

  @Override
  public void close() throws IOException {
    relay.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("S3Proxy does not stop", e);
    }
    store.close();
  }
}
