package dev.waybill.http;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test over real sockets; any leak of a buffer fails it. */
@ExtendWith(Leaks.class)
abstract class EndpointTest {
  final Engines.Manual engine = new Engines.Manual();
  HttpEndpoint endpoint;

  @BeforeEach
  void open() {
    endpoint = configured(HttpEndpoint.builder(engine)).start();
  }

  /** Settings of the test's endpoint. */
  HttpEndpointBuilder configured(HttpEndpointBuilder builder) {
    return builder;
  }

  /** Starts the endpoint anew with other settings. */
  void reopen(UnaryOperator<HttpEndpointBuilder> settings) {
    endpoint.close();
    endpoint = settings.apply(HttpEndpoint.builder(engine)).start();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }
}
