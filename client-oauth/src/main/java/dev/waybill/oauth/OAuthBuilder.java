package dev.waybill.oauth;

import dev.waybill.fetch.Fetcher;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How requests to one server are authorized. */
public final class OAuthBuilder {
  final URI server;
  final List<RegisteredClient> registered = new ArrayList<>();
  @Nullable RegisteredClient document;
  String clientName = "Waybill";
  Scopes scopes = Scopes.NONE;
  TokenStore store = TokenStore.inMemory();
  String account = "";
  boolean dpop;
  private @Nullable Grant grant;
  private boolean privateAddresses;
  private @Nullable SSLContext tls;
  private InstantSource clock = InstantSource.system();

  OAuthBuilder(URI server) {
    if (server.getHost() == null || !Origin.of(server).isSecure()) {
      throw new IllegalArgumentException(
          "Tokens are sent over https only (or http to this machine); the server's URL must say"
              + " so");
    }
    this.server = server;
  }

  /** On whose behalf tokens are obtained, and how; required. */
  public OAuthBuilder grant(Grant grant) {
    this.grant = grant;
    return this;
  }

  /** A client that was registered by hand; may be called once for each authorization server. */
  public OAuthBuilder client(RegisteredClient client) {
    registered.add(client);
    return this;
  }

  /**
   * The URL of a Client ID Metadata Document, which is the client's id wherever such documents are
   * taken. It must list the redirect URIs of the {@link Login}.
   *
   * @throws IllegalArgumentException when it is no https URL with a path, or has a fragment
   */
  public OAuthBuilder clientIdDocument(URI url) {
    return clientIdDocument(url, ClientAuthentication.none());
  }

  /** The same for a client that proves itself with a key its document names. */
  public OAuthBuilder clientIdDocument(URI url, ClientAuthentication authentication) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    boolean proper =
        "https".equals(url.getScheme())
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawFragment() == null
            && path.length() > 1
            && url.normalize().equals(url);
    if (!proper || authentication instanceof ClientAuthentication.Secret) {
      throw new IllegalArgumentException(
          "A Client ID Metadata Document has an https URL with a path, without fragment, user or"
              + " dot segments, and its client has no secret");
    }
    this.document = new RegisteredClient("any", url.toString(), authentication);
    return this;
  }

  /** What users see as the name of the client where it is registered on request. */
  public OAuthBuilder clientName(String name) {
    this.clientName = name;
    return this;
  }

  /**
   * Scopes to ask for in any case. Default: those the server asks for, or else those it says its
   * basic functions need.
   */
  public OAuthBuilder scopes(String... scopes) {
    this.scopes = Scopes.of(List.of(scopes));
    return this;
  }

  /**
   * Binds tokens to a key that stays here (DPoP, RFC 9449), wherever the authorization server
   * offers that. Default: only where the server demands it.
   */
  public OAuthBuilder dpop() {
    this.dpop = true;
    return this;
  }

  /** Where tokens and registrations are kept. Default: in memory. */
  public OAuthBuilder store(TokenStore store) {
    this.store = store;
    return this;
  }

  /** Tells the tokens of several users or roles in one store apart. Default: one for all. */
  public OAuthBuilder account(String account) {
    this.account = account;
    return this;
  }

  /**
   * Allows authorization servers in private networks. Default: refused, unless the server itself is
   * on this machine; then those on this machine are allowed.
   */
  public OAuthBuilder allowPrivateAddresses() {
    this.privateAddresses = true;
    return this;
  }

  /** Whose certificates are trusted. Default: the JVM's. */
  public OAuthBuilder tls(SSLContext tls) {
    this.tls = tls;
    return this;
  }

  OAuthBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  Grant grant() {
    if (grant == null) {
      throw new IllegalStateException("OAuth needs a grant, such as Grant.login(Login.browser())");
    }
    if (!(grant instanceof Grant.AuthorizationCode) && registered.isEmpty()) {
      throw new IllegalStateException(
          "Only users can log in with a client that nobody registered; this grant needs client(…)");
    }
    return grant;
  }

  /**
   * @throws IllegalStateException when the grant or the client it needs is missing
   */
  public OAuth build() {
    Fetcher.Builder fetcher =
        Fetcher.builder()
            .allowLoopback(Origin.of(server).isLoopback())
            .allowPrivateAddresses(privateAddresses);
    if (tls != null) {
      fetcher.tls(tls);
    }
    return new OAuth(this, fetcher.build(), clock);
  }
}
