package dev.waybill.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.fetch.FetchException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are reached, and that nobody gets around it. */
class GuardTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private static Fetcher resolving(Fetcher.Builder builder, String... addresses) {
    return builder.resolver(host -> addresses(addresses)).build();
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(InetAddress.getByName(literal));
    }
    return addresses.toArray(InetAddress[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "127.255.255.254, LOOPBACK",
    "::1, LOOPBACK",
    "::ffff:127.0.0.1, LOOPBACK",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.127.255.255, PRIVATE",
    "::ffff:10.0.0.1, PRIVATE",
    "fc00::1, PRIVATE",
    "fd12:3456::1, PRIVATE",
    "fec0::1, PRIVATE",
    "169.254.169.254, UNUSABLE",
    "::ffff:169.254.169.254, UNUSABLE",
    "fe80::1, UNUSABLE",
    "0.0.0.0, UNUSABLE",
    "0.1.2.3, UNUSABLE",
    "::, UNUSABLE",
    "::127.0.0.1, UNUSABLE",
    "224.0.0.1, UNUSABLE",
    "239.255.255.255, UNUSABLE",
    "240.0.0.1, UNUSABLE",
    "255.255.255.255, UNUSABLE",
    "ff02::1, UNUSABLE",
    "192.0.0.1, UNUSABLE",
    "192.0.2.1, UNUSABLE",
    "198.18.0.1, UNUSABLE",
    "198.51.100.1, UNUSABLE",
    "203.0.113.1, UNUSABLE",
    "2001:db8::1, UNUSABLE",
    "2001::1, UNUSABLE",
    "2002:7f00:1::, UNUSABLE",
    "2002:a00:1::, UNUSABLE",
    "64:ff9b::127.0.0.1, UNUSABLE",
    "64:ff9b::a9fe:a9fe, UNUSABLE",
    "64:ff9b:1::808:808, UNUSABLE",
    "172.15.0.1, PUBLIC",
    "172.32.0.1, PUBLIC",
    "100.63.0.1, PUBLIC",
    "100.128.0.1, PUBLIC",
    "8.8.8.8, PUBLIC",
    "64:ff9b::808:808, PUBLIC",
    "2606:4700::1111, PUBLIC",
    "2001:4860:4860::8888, PUBLIC"
  })
  void every_address_is_of_one_kind(String literal, AddressKind kind) throws Exception {
    assertThat(AddressKind.of(InetAddress.getByName(literal))).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://10.1.2.3/",
        "https://192.168.0.1:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/",
        "https://0.0.0.0/"
      })
  void nothing_private_is_reached_by_default(String url) {
    FetchException failure = FetcherTest.failure(Fetcher.builder().build(), URI.create(url));
    assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
    assertThat(failure)
        .hasMessageContaining(URI.create(url).getHost())
        .hasMessageContaining("Nothing is fetched from there")
        .hasMessageNotContaining("latest");
  }

  @Test
  void names_are_checked_by_what_they_resolve_to() {
    Fetcher fetcher = resolving(Fetcher.builder(), "10.0.0.7");
    FetchException failure = FetcherTest.failure(fetcher, URI.create("https://auth.example.com/"));
    assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
    assertThat(failure).hasMessageStartingWith("auth.example.com: lies at a private address");
  }

  @Test
  void one_private_address_among_public_ones_is_enough() {
    Fetcher fetcher = resolving(Fetcher.builder(), "8.8.8.8", "127.0.0.1");
    FetchException failure = FetcherTest.failure(fetcher, URI.create("https://auth.example.com/"));
    assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
  }

  /** The second look-up would lead elsewhere; there is none. */
  @Test
  void the_connection_goes_to_the_address_that_was_checked() throws Exception {
    List<String> lookups = new ArrayList<>();
    try (var server = RawServer.saying(OK)) {
      Fetcher fetcher =
          Fetcher.builder()
              .allowLoopback(true)
              .resolver(host -> {
                lookups.add(host);
                return addresses(lookups.size() == 1 ? "127.0.0.1" : "169.254.169.254");
              })
              .build();
      URI uri = URI.create("http://rebinding.example:" + server.port() + "/");
      assertThat(fetcher.get(uri).text()).isEqualTo("{}");
      assertThat(lookups).containsExactly("rebinding.example");
      assertThat(server.requests.getFirst()).contains("Host: rebinding.example:" + server.port());
      assertThat(FetcherTest.failure(fetcher, uri).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
    }
  }

  @Test
  void an_address_that_is_down_is_passed_over() throws Exception {
    try (var server = RawServer.saying(OK)) {
      Fetcher fetcher = resolving(Fetcher.builder().allowLoopback(true), "127.0.0.99", "127.0.0.1");
      URI uri = URI.create("http://two.example:" + server.port() + "/");
      assertThat(fetcher.get(uri).text()).isEqualTo("{}");
    }
  }

  @Test
  void plain_http_stays_on_this_machine() {
    Fetcher fetcher = resolving(Fetcher.builder().allowPrivateAddresses(true), "10.0.0.7");
    FetchException failure = FetcherTest.failure(fetcher, URI.create("http://auth.example.com/"));
    assertThat(failure.reason()).isEqualTo(Reason.INSECURE);
    assertThat(failure).hasMessageContaining("auth.example.com").hasMessageContaining("https");
  }

  @Test
  void cloud_metadata_stays_out_of_reach_when_private_addresses_are_allowed() {
    Fetcher fetcher = Fetcher.builder().allowPrivateAddresses(true).build();
    for (String url : List.of("https://169.254.169.254/", "https://0.0.0.0/")) {
      assertThat(FetcherTest.failure(fetcher, URI.create(url)).reason())
          .isEqualTo(Reason.FORBIDDEN_ADDRESS);
    }
  }

  @Test
  void unknown_hosts_are_unreachable() {
    Fetcher fetcher =
        Fetcher.builder()
            .resolver(host -> InetAddress.getAllByName("no.such.host.invalid"))
            .build();
    FetchException failure = FetcherTest.failure(fetcher, URI.create("https://gone.example/"));
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("gone.example: there is no host of that name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://example.com/",
        "jar:https://example.com/a!/b",
        "https:///path",
        "https:opaque",
        "https://user:tangerine@example.com/",
        "relative"
      })
  void only_plain_web_urls_are_fetched(String url) {
    FetchException failure = FetcherTest.failure(Fetcher.builder().build(), URI.create(url));
    assertThat(failure.reason()).isEqualTo(Reason.BAD_URL);
    assertThat(failure).hasMessageNotContaining("tangerine");
  }

  @Test
  void a_host_can_be_checked_without_a_fetch() {
    resolving(Fetcher.builder(), "93.184.216.34").check(URI.create("https://public.example/x"));
    resolving(Fetcher.builder().allowLoopback(true), "127.0.0.1")
        .check(URI.create("http://here.example/x"));
    for (String address : List.of("10.0.0.1", "127.0.0.1", "169.254.169.254")) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      FetchException.class,
                      () ->
                          resolving(Fetcher.builder(), "93.184.216.34", address)
                              .check(URI.create("https://mixed.example/x")))
                  .reason())
          .isEqualTo(Reason.FORBIDDEN_ADDRESS);
    }
  }
}
