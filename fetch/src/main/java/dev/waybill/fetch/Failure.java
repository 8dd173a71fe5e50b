package dev.waybill.fetch;

import dev.waybill.fetch.FetchException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/**
 * Failures of sockets, TLS and HTTP, told as {@link FetchException}s. Those of the HTTP library
 * quote what was received, so they are not passed on.
 */
final class Failure {
  private Failure() {}

  interface Step {
    Fetched run() throws IOException, HttpException;
  }

  static Fetched told(String host, Step step) {
    try {
      return step.run();
    } catch (SSLException e) {
      throw new FetchException(
          Reason.UNREACHABLE,
          host,
          "no secure connection could be made ("
              + e.getMessage()
              + "); check its certificate and whom this JVM trusts.");
    } catch (SocketTimeoutException e) {
      throw new FetchException(Reason.TIMED_OUT, host, "did not answer in time; try again later.");
    } catch (HttpException e) {
      throw badAnswer(host);
    } catch (IOException e) {
      boolean ofTheSocket = e.getClass().getName().startsWith("java.net.");
      if (ofTheSocket) {
        throw new FetchException(
            Reason.UNREACHABLE,
            host,
            "could not be reached (" + e.getMessage() + "); check that it runs.");
      }
      throw badAnswer(host);
    }
  }

  private static FetchException badAnswer(String host) {
    return new FetchException(
        Reason.BAD_ANSWER, host, "the answer broke off or is not proper HTTP; check the URL.");
  }

  static RuntimeException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case null, default -> new IllegalStateException("A fetch failed", e);
    };
  }
}
