package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waybill.oauth.Web.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No token, secret, code or verifier is ever told: not in messages, names, logs or URLs. */
class SecretsTest {
  private static final String SECRET = "tangerine";

  @Test
  void nothing_that_goes_wrong_at_the_token_endpoint_tells_a_secret() throws Exception {
    List<Web.Handler> troubles =
        List.of(
            request -> AuthServer.error("invalid_grant"),
            request -> AuthServer.error("tangerine in the code"),
            request -> Answer.status(500),
            request -> new Answer(200, Map.of(), "tangerine"),
            request -> new Answer(200, Map.of(), "{\"access_token\":\"tangerine\"}"),
            request -> new Answer(200, Map.of(), "{\"access_token\":\"tange\\nrine\"}"),
            request -> new Answer(400, Map.of(), "tangerine".repeat(200_000)),
            request -> Answer.status(302, "Location", "https://evil.example/?" + SECRET),
            request -> Answer.status(200, "Content-Encoding", "br"));
    for (Web.Handler trouble : troubles) {
      try (AuthServer auth = new AuthServer();
          Resource resource = new Resource(auth)) {
        auth.on("/token", trouble);
        Throwable failure =
            catchThrowable(() ->
                new Caller(
                        OAuth.builder(resource.mcp())
                            .grant(Grant.login(Caller.consenting()))
                            .build())
                    .call(resource.mcp()));
        assertThat(failure).isNotNull();
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(SECRET).doesNotContain("code=");
      }
    }
  }

  @Test
  void nothing_that_can_be_printed_shows_a_secret(@TempDir Path temp) throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      TokenStore store = TokenStore.files(temp.resolve("t"));
      OAuth oauth =
          OAuth.builder(resource.mcp())
              .grant(Grant.login(Caller.consenting()))
              .store(store)
              .build();
      new Caller(oauth).call(resource.mcp());
      Session session =
          store.get("session " + resource.mcp() + " ").flatMap(Stored::session).orElseThrow();
      ClientAuthentication secret = ClientAuthentication.secret(SECRET);
      RegisteredClient client = new RegisteredClient("https://a.example", "id", secret);
      for (Object printable :
          List.of(
              oauth,
              session,
              session.tokens(),
              secret,
              client,
              Grant.enterpriseManaged(client, audience -> SECRET),
              new Form().put("client_secret", SECRET),
              DpopKey.generate(),
              oauth.context())) {
        assertThat(printable.toString()).doesNotContain(SECRET).doesNotContain("\"d\"");
      }
    }
  }

  @Test
  void nothing_is_printed_or_logged() throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var printed = new ByteArrayOutputStream();
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
      System.setOut(capture);
      System.setErr(capture);
      OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).build();
      assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
  }
}
