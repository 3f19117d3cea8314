package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.io.aws2.s3.SSECustomerKey;
import org.nightbeam.storage.ChangedFileException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.utils.BinaryUtils;
import software.amazon.awssdk.utils.Md5Utils;

/**
 * An object of S3 and the two requests that it takes: one that gets a piece of it, one that puts
 * the whole. Faults that pass are tried again, as the SDK does. Of the others, a missing object
 * becomes a {@link NoSuchFileException}, a refusal an {@link AccessDeniedException}; every message
 * starts with the URI.
 */
final class S3Object {
  /** What S3 takes in one request, in bytes. */
  private static final long LARGEST_PUT = 5L << 30;

  private static final Pattern URI =
      Pattern.compile("s3://(?<bucket>[^/]+)/(?<key>.+)", Pattern.DOTALL);

  /**
   * {@code bytes 0-65535/1000000}, or, where there are no such bytes, <code>bytes &#42;/0</code>.
   */
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(?<first>\\d+)-\\d+|\\*)/(?<size>\\d+)");

  /** Tag for {@link #put}: there must be no object. */
  static final String NONE = "";

  /** Tag for {@link #put}: any object may be there. */
  static final String ANY = "*";

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int PRECONDITION_FAILED = 412;
  private static final int UNSATISFIABLE_RANGE = 416;

  /**
   * What an object was when a piece of it was read.
   *
   * @param size in bytes; -1 if it was not said, as the piece began behind the end
   * @param tag changes with the contents; null if it was not said
   */
  record Version(long size, String tag) {}

  private final S3Client client;
  private final S3Options options;
  private final String uri;
  private final String bucket;
  private final String key;

  /**
   * @param uri {@code s3://bucket/key}, the key as it is: nothing in it is escaped
   */
  S3Object(S3Client client, S3Options options, String uri) throws IOException {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw new IOException(uri + ": expected s3://BUCKET/KEY");
    }
    this.client = client;
    this.options = options;
    this.uri = uri;
    this.bucket = parts.group("bucket");
    this.key = parts.group("key");
  }

  /**
   * Gets a piece in one request.
   *
   * @param position of its first byte
   * @param bytes filled from its position to its limit, or to where the object ends
   * @param tag of the version that the piece must be of; null for any
   * @param cancelled asked on the way; the request is broken off if it holds
   */
  Version get(long position, ByteBuffer bytes, String tag, BooleanSupplier cancelled)
      throws IOException {
    int start = bytes.position();
    SSECustomerKey customerKey = options.getSSECustomerKey();
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .range("bytes=" + position + "-" + (position + bytes.remaining() - 1))
            .ifMatch(tag)
            .sseCustomerKey(customerKey.getKey())
            .sseCustomerAlgorithm(customerKey.getAlgorithm())
            .sseCustomerKeyMD5(customerKey.getMD5())
            .build();
    try {
      return client.getObject(
          request,
          (response, body) -> {
            bytes.position(start); // it may be a second attempt
            try (body) {
              return receive(response, body, position, bytes, cancelled);
            }
          });
    } catch (S3Exception e) {
      if (e.statusCode() == UNSATISFIABLE_RANGE) {
        return new Version(position == 0 ? 0 : sizeSaidIn(e), null);
      }
      throw failure(e);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private Version receive(
      GetObjectResponse response,
      AbortableInputStream body,
      long position,
      ByteBuffer bytes,
      BooleanSupplier cancelled)
      throws IOException {
    Matcher range =
        CONTENT_RANGE.matcher(response.contentRange() == null ? "" : response.contentRange());
    if (!range.matches() || !Long.toString(position).equals(range.group("first"))) {
      body.abort();
      BadAnswerException bad =
          new BadAnswerException(
              String.format(
                  "Content-Range is %s, expected bytes %d-…/SIZE; the server must return"
                      + " the range that was requested",
                  response.contentRange(), position));
      throw RetryableException.create(bad.getMessage(), bad); // the next answer may be right
    }
    long size = Long.parseLong(range.group("size"));
    long expected = Math.min(bytes.remaining(), size - position);
    try {
      int start = bytes.position();
      fill(bytes, body, cancelled);
      if (bytes.position() - start != expected) {
        throw new IOException((bytes.position() - start) + " of " + expected + " bytes came");
      }
    } catch (InterruptedIOException e) {
      body.abort();
      throw e;
    } catch (IOException e) {
      body.abort();
      throw RetryableException.create("the connection was lost: " + e.getMessage(), e);
    }
    return new Version(size, response.eTag());
  }

  private static void fill(ByteBuffer bytes, InputStream body, BooleanSupplier cancelled)
      throws IOException {
    ReadableByteChannel channel = Channels.newChannel(body);
    while (bytes.hasRemaining()) {
      if (cancelled.getAsBoolean()) {
        throw new InterruptedIOException("not needed any more");
      }
      if (channel.read(bytes) < 0) {
        return;
      }
    }
  }

  private static long sizeSaidIn(S3Exception unsatisfiable) {
    AwsErrorDetails details = unsatisfiable.awsErrorDetails();
    if (details == null || details.sdkHttpResponse() == null) {
      return -1;
    }
    return details
        .sdkHttpResponse()
        .firstMatchingHeader("Content-Range")
        .map(CONTENT_RANGE::matcher)
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group("size")))
        .orElse(-1L);
  }

  /** The server does not answer what it was asked. */
  private static final class BadAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
      super(message);
    }
  }

  /** The server does not support conditional writes. */
  static final class NoConditionsException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** No answer came: what was asked may have been done, or not. */
  static final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
      super(message);
    }
  }

  /** Returns what the object is called that is there now; {@link #NONE} if there is none. */
  String tag() throws IOException {
    SSECustomerKey customerKey = options.getSSECustomerKey();
    try {
      return client
          .headObject(
              request ->
                  request
                      .bucket(bucket)
                      .key(key)
                      .sseCustomerKey(customerKey.getKey())
                      .sseCustomerAlgorithm(customerKey.getAlgorithm())
                      .sseCustomerKeyMD5(customerKey.getMD5()))
          .eTag();
    } catch (SdkException e) {
      if (e instanceof S3Exception refused && refused.statusCode() == NOT_FOUND) {
        return NONE;
      }
      throw failure(e);
    }
  }

  /**
   * Returns whether an object has the bytes of a file, by its tag: that of an object which was put
   * in one request is the MD5 of its bytes, unless it is encrypted in some ways, and is then none
   * of any file.
   */
  static boolean isTagOf(String tag, Path file) throws IOException {
    if (!tag.matches("\"?[0-9a-f]{32}\"?")) {
      return false;
    }
    return tag.replace("\"", "").equals(BinaryUtils.toHex(Md5Utils.computeMD5Hash(file.toFile())));
  }

  /** Removes the object, if it is there. */
  Void delete() throws IOException {
    try {
      client.deleteObject(request -> request.bucket(bucket).key(key));
      return null;
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /**
   * Puts a file in one request: the object is there whole, or as it was before.
   *
   * @param before the tag of the object that it replaces, or {@link #NONE}, or {@link #ANY}
   * @throws ChangedFileException if the object is another
   * @throws NoConditionsException if the server cannot tell
   * @throws NoAnswerException if the connection was lost: the object may be there
   */
  void put(Path file, String before) throws IOException {
    long size = Files.size(file);
    if (size > LARGEST_PUT) {
      throw new IOException(
          String.format("%s: %d bytes, but S3 takes at most %d at once", uri, size, LARGEST_PUT));
    }
    SSECustomerKey customerKey = options.getSSECustomerKey();
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .ifNoneMatch(before.equals(NONE) ? "*" : null)
            .ifMatch(before.equals(NONE) || before.equals(ANY) ? null : before)
            .storageClass(options.getS3StorageClass())
            .serverSideEncryption(options.getSSEAlgorithm())
            .ssekmsKeyId(options.getSSEKMSKeyId())
            .bucketKeyEnabled(options.getBucketKeyEnabled() ? true : null)
            .sseCustomerKey(customerKey.getKey())
            .sseCustomerAlgorithm(customerKey.getAlgorithm())
            .sseCustomerKeyMD5(customerKey.getMD5())
            .build();
    try {
      client.putObject(request, RequestBody.fromFile(file));
    } catch (SdkException e) {
      int status = e instanceof S3Exception refused ? refused.statusCode() : 0;
      if (status == NOT_IMPLEMENTED && !before.equals(ANY)) {
        throw new NoConditionsException();
      }
      // Of two writes at the same time, or of one that replaces what has vanished.
      boolean changed = status == CONFLICT || status == NOT_FOUND && !before.matches("[*]?");
      throw changed ? new ChangedFileException(uri) : failure(e);
    }
  }

  private IOException failure(SdkException e) {
    String why = why(e);
    IOException failure =
        switch (e instanceof S3Exception refused ? refused.statusCode() : 0) {
          case 0 ->
              isOfTheConnection(e)
                  ? new NoAnswerException(uri + ": " + why)
                  : new IOException(uri + ": " + why);
          case 403 ->
              new AccessDeniedException(
                  uri,
                  null,
                  "the server refuses it ("
                      + why
                      + "); check the credentials, and their permissions for this bucket");
          case 404 -> new NoSuchFileException(uri, null, why);
          case PRECONDITION_FAILED -> new ChangedFileException(uri);
          default -> new FileSystemException(uri, null, why);
        };
    failure.addSuppressed(e); // as a cause it would be what people are told, without the object
    return failure;
  }

  /** Returns whether a connection was lost, and not, say, no credentials were found. */
  private static boolean isOfTheConnection(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return !(cause instanceof UnknownHostException);
      }
    }
    return false;
  }

  /**
   * Returns what the server said, without the number of the request, so that two failures of one
   * kind read the same.
   */
  static String why(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadAnswerException bad) {
        return bad.getMessage(); // the SDK wraps it in words about the request
      }
    }
    if (!(e instanceof S3Exception refused)) {
      return e.getMessage();
    }
    AwsErrorDetails details = refused.awsErrorDetails();
    return details == null || details.errorMessage() == null || details.errorMessage().isEmpty()
        ? "HTTP status " + refused.statusCode()
        : details.errorMessage();
  }
}
