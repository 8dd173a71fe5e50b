package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Principal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuthenticatorTest extends EndpointTest {

  private static final class ByName implements Authenticator {
    @Override
    public Principal authenticate(Headers headers) {
      String name = headers.get("authorization");
      if (name == null) {
        throw new McpException(ErrorCode.UNAUTHORIZED, "Expected credentials");
      }
      return switch (name) {
        case "mallory" -> throw new McpException(ErrorCode.FORBIDDEN, "Not you");
        case "broken" -> throw new IllegalStateException("the directory is down");
        default -> Principal.of(name);
      };
    }

    @Override
    public String challenge(McpException refusal) {
      return "Bearer error=\"" + refusal.code().httpStatus() + "\"";
    }
  }

  @Override
  HttpEndpointBuilder configured(HttpEndpointBuilder builder) {
    return builder.authenticator(new ByName());
  }

  @Test
  void the_engine_hears_who_calls() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}", "Authorization: alice\r\n"));
      Engines.Held call = engine.next();
      assertThat(call.message.principal()).isEqualTo(Principal.of("alice"));
      call.end("{}");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void others_are_refused_with_a_challenge() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      Wired.Response unknown = client.exchange(Wired.post("{}"));
      RequestHeadTest.assertRefused(unknown, 401);
      assertThat(unknown.header("www-authenticate")).isEqualTo("Bearer error=\"401\"");
      Wired.Response refused = client.exchange(Wired.post("{}", "Authorization: mallory\r\n"));
      RequestHeadTest.assertRefused(refused, 403);
      Wired.Response broken = client.exchange(Wired.post("{}", "Authorization: broken\r\n"));
      assertThat(broken.status()).isEqualTo(500);
      assertThat(broken.body()).doesNotContain("directory");
      assertThat(engine.calls).isEmpty();
    }
  }

  @Test
  void a_client_that_leaves_is_noticed_whoever_it_is() throws Exception {
    Wired client = new Wired(endpoint);
    client.write(Wired.post("{}", "Authorization: alice\r\n"));
    Engines.Held call = engine.next();
    client.close();
    assertThat(call.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
  }
}
