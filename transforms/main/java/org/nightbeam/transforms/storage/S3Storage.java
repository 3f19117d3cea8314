package org.nightbeam.transforms.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.aws2.common.HttpClientConfiguration;
import org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.InstanceBuilder;
import org.nightbeam.storage.ChangedFileException;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Objects of S3, with as few requests as can be: a piece is one GET of exactly its range, a new
 * object one PUT. Region, server, credentials and encryption are those of Beam's options.
 */
final class S3Storage implements Storage, Closeable {
  /** Of the SDK's client, unless {@code --httpClientConfiguration} says otherwise. */
  private static final int CONNECTIONS = 50;

  /** Of putting one object, that somebody else changes all the time. */
  private static final int MOST_TRIES = 5;

  private final S3Client client;
  private volatile boolean replacing; // objects that were there before
  private volatile boolean conditions = true; // whether the server knows them
  private final S3Options options;
  private final Executor threads;
  private final Path scratch;

  private S3Storage(S3Client client, S3Options options, Path scratch) {
    this.client = client;
    this.options = options;
    this.scratch = scratch;
    HttpClientConfiguration http = options.getHttpClientConfiguration();
    int connections =
        http == null || http.maxConnections() == null ? CONNECTIONS : http.maxConnections();
    // A thread without a connection would wait for one, and give up after some seconds.
    this.threads =
        DaemonThreads.create("nightbeam-s3", Math.min(options.getS3ThreadPoolSize(), connections));
  }

  /**
   * Makes a client.
   *
   * @param scratch folder of this host for objects on their way
   * @throws IOException if the options do not tell how S3 is reached
   */
  static S3Storage of(PipelineOptions options, Path scratch) throws IOException {
    S3Options s3 = options.as(S3Options.class);
    try {
      S3Client client =
          InstanceBuilder.ofType(S3ClientBuilderFactory.class)
              .fromClass(s3.getS3ClientFactoryClass())
              .build()
              .createBuilder(s3)
              .build();
      return new S3Storage(client, s3, scratch);
    } catch (SdkException | IllegalArgumentException e) {
      throw new IOException("S3 cannot be used: " + e.getMessage(), e);
    }
  }

  /** Opens an object; a missing one is met at the first read, or question for the size. */
  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    return open(uri, null);
  }

  @Override
  public SeekableByteChannel open(String uri, FileStamp seen) throws IOException {
    return new S3Channel(new S3Object(client, options, uri), threads, tag(seen));
  }

  private static String tag(FileStamp seen) {
    return seen == null ? null : seen.tag();
  }

  @Override
  public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
    return read(uri, null, position, bytes);
  }

  @Override
  public CompletableFuture<Void> read(String uri, FileStamp seen, long position, ByteBuffer bytes) {
    return DaemonThreads.start(
        threads,
        () -> {
          S3Object object = new S3Object(client, options, uri);
          if (bytes.hasRemaining()) {
            S3Object.Version is = object.get(position, bytes, tag(seen), () -> false);
            if (bytes.hasRemaining()) {
              throw new EOFException(
                  uri
                      + ": the object ends "
                      + (is.size() < 0 ? "before byte " + position : "at byte " + is.size()));
            }
          }
          return null;
        });
  }

  /**
   * Returns the objects whose URIs begin so, by lists of a thousand and without a question for each
   * of them, which Beam asks: one that answers badly would take all others with it.
   */
  List<RemoteFiles.Found> list(String prefix) throws IOException {
    String path = prefix.substring("s3://".length());
    String bucket = path.replaceFirst("/.*", "");
    String keys = path.substring(Math.min(path.length(), bucket.length() + 1));
    List<RemoteFiles.Found> found = new ArrayList<>();
    String last = null;
    try {
      for (ListObjectsV2Response page :
          client.listObjectsV2Paginator(
              request ->
                  request
                      .bucket(bucket)
                      .prefix(keys)
                      // XML cannot say all that may be in a key; the SDK undoes it.
                      .encodingType(EncodingType.URL))) {
        String next = page.nextContinuationToken();
        if (next != null && next.equals(last)) {
          throw new IOException(prefix + " cannot be listed: the server repeats a page for ever");
        }
        last = next;
        for (software.amazon.awssdk.services.s3.model.S3Object object : page.contents()) {
          Instant modified = object.lastModified();
          long nanos = TimeUnit.SECONDS.toNanos(modified.getEpochSecond()) + modified.getNano();
          found.add(
              new RemoteFiles.Found(
                  "s3://" + bucket + "/" + object.key(),
                  new FileStamp(object.size(), nanos, 0, 0, object.eTag())));
        }
      }
      return found;
    } catch (SdkException e) {
      IOException failure = new IOException(prefix + " cannot be listed: " + S3Object.why(e));
      failure.addSuppressed(e); // as a cause it would be what people are told, without the folder
      throw failure;
    }
  }

  /** Removes objects, each by a request that every server knows; there need be none. */
  void delete(List<String> uris) throws IOException {
    List<CompletableFuture<Void>> requests = new ArrayList<>();
    for (String uri : uris) {
      S3Object object = new S3Object(client, options, uri);
      requests.add(DaemonThreads.start(threads, object::delete));
    }
    for (CompletableFuture<Void> request : requests) {
      try {
        request.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public NewFile create(String uri) throws IOException {
    return create(uri, null);
  }

  /**
   * Begins a new object.
   *
   * @param tenure that must last until it is put; null if it needs none
   */
  NewFile create(String uri, Tenure tenure) throws IOException {
    S3Object object = new S3Object(client, options, uri);
    return new SpooledFile(
        scratch,
        (spool, channel) -> {
          if (tenure == null) {
            object.put(spool, S3Object.ANY);
          } else {
            putIfUnchanged(object, spool, tenure);
          }
        });
  }

  /**
   * Puts an object on the condition that it is what it was when the tenure was asked for. A new one
   * is one request, as without a condition; once an object turned out to be there, others of this
   * output most likely are too, and are looked at first. One that has the same bytes stays, as does
   * one whose answer was lost: a server that refuses the second attempt without reading it closes
   * the connection, and its refusal may be lost as well.
   */
  private void putIfUnchanged(S3Object object, Path spool, Tenure tenure) throws IOException {
    tenure.require();
    String before = replacing ? object.tag() : S3Object.NONE;
    for (int i = 1; ; i++) {
      if (S3Object.isTagOf(before, spool)) {
        return;
      }
      try {
        object.put(spool, conditions ? before : S3Object.ANY);
        return;
      } catch (ChangedFileException | S3Object.NoAnswerException meanwhile) {
        if (i >= MOST_TRIES) {
          throw meanwhile;
        }
        replacing = true;
        tenure.ask();
        before = object.tag();
      } catch (S3Object.NoConditionsException notKnownThere) {
        conditions = false;
        tenure.ask();
      }
    }
  }
}
