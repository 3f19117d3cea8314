package org.nightbeam.transforms.storage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Lets Beam read the {@code --proxyConfiguration} that it wrote: newer SDKs of AWS have a field
 * that Beam writes by its name, and whose setter has another name, so that reading fails. Nothing
 * is lost: the field says what is so by default, and Beam documents no way to set it.
 */
public final class ProxyConfigurationModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  private static final String FIELD = "useEnvironmentVariablesValues";

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addDeserializationProblemHandler(
        new DeserializationProblemHandler() {
          @Override
          public boolean handleUnknownProperty(
              DeserializationContext reading,
              JsonParser parser,
              JsonDeserializer<?> deserializer,
              Object bean,
              String name)
              throws IOException {
            if (!name.equals(FIELD)) {
              return false;
            }
            parser.skipChildren();
            return true;
          }
        });
  }
}
