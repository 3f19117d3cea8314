package org.nightbeam.transforms.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import javax.xml.stream.XMLStreamException;
import org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.io.aws2.s3.DefaultS3ClientBuilderFactory;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Configures clients of S3 as Beam does, but when one is needed first: Beam configures one in every
 * process, and asks the network for the region then. Of a server other than Amazon's ({@code
 * --endpoint}) only what all such servers know is asked: buckets in the path, and checksums only
 * where S3 demands them, with the MD5 of old.
 */
public final class S3ClientFactory implements S3ClientBuilderFactory {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration FIRST_PAUSE_OF_BUSY_SERVER = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /** The pauses of one request add up to about those of the SDK's four attempts. */
  private static final int ATTEMPTS = 6;

  /** Lets Beam use this factory, unless the options name another. */
  public static void setIn(PipelineOptions options) {
    S3Options s3 = options.as(S3Options.class);
    if (s3.getS3ClientFactoryClass() == DefaultS3ClientBuilderFactory.class) {
      s3.setS3ClientFactoryClass(S3ClientFactory.class);
    }
  }

  @Override
  public S3ClientBuilder createBuilder(S3Options options) {
    return (S3ClientBuilder)
        Proxy.newProxyInstance(
            S3ClientFactory.class.getClassLoader(),
            new Class<?>[] {S3ClientBuilder.class},
            new WhenNeeded(options)::invoke);
  }

  private static final class WhenNeeded {
    private final S3Options options;
    private S3ClientBuilder builder;

    WhenNeeded(S3Options options) {
      this.options = options;
    }

    synchronized Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (builder == null) {
        builder = configured(options);
      }
      try {
        Object result = method.invoke(builder, arguments);
        return result == builder ? proxy : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static S3ClientBuilder configured(S3Options options) {
    if (options.getAwsRegion() == null) {
      throw new IllegalArgumentException(
          "s3:// needs a region: give --awsRegion=REGION, or set AWS_REGION"
              + " (a server that has none takes any, such as us-east-1)");
    }
    S3ClientBuilder builder = new DefaultS3ClientBuilderFactory().createBuilder(options);
    ClientOverrideConfiguration.Builder requests =
        builder.overrideConfiguration().toBuilder().addExecutionInterceptor(new WholeLists());
    if (SdkSystemSetting.AWS_RETRY_MODE.getStringValue().isEmpty()
        && SdkSystemSetting.AWS_MAX_ATTEMPTS.getStringValue().isEmpty()) {
      requests.retryStrategy(retries());
    }
    builder.overrideConfiguration(requests.build());
    if (options.getEndpoint() != null) {
      builder
          .forcePathStyle(true)
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
          .addPlugin(LegacyMd5Plugin.create());
    }
    return builder;
  }

  private static RetryStrategy retries() {
    return AwsRetryStrategy.legacyRetryStrategy().toBuilder()
        .maxAttempts(ATTEMPTS)
        .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
        .throttlingBackoffStrategy(
            BackoffStrategy.exponentialDelay(FIRST_PAUSE_OF_BUSY_SERVER, LONGEST_PAUSE))
        .retryOnRootCauseInstanceOf(XMLStreamException.class)
        .build();
  }

  /**
   * Refuses lists that do not say whether they are whole, or how they go on, as S3's do. An answer
   * that has no length ends where its connection does: one that is cut off there has XML that
   * cannot be read, and one without any XML would pass for an empty folder. Where a list goes on
   * and does not say from which name, the SDK takes it for whole.
   */
  private static final class WholeLists implements ExecutionInterceptor {
    @Override
    public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes more) {
      if (!(context.response() instanceof ListObjectsV2Response list)) {
        return;
      }
      String next = list.nextContinuationToken();
      if (list.isTruncated() == null || list.isTruncated() && (next == null || next.isEmpty())) {
        throw RetryableException.create("the server's answer is incomplete");
      }
    }
  }
}
