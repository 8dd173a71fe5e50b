package dev.waybill.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder, stricter where leniency lets requests be smuggled past an intermediary that
 * reads them differently (RFC 9112 section 11.2): Content-Length beside Transfer-Encoding and
 * folded header lines are errors.
 */
final class Http1Decoder extends HttpRequestDecoder {
  private boolean begun;
  private boolean inHeaders = true;
  private boolean folded;
  private boolean lineEnded;
  private boolean started;

  Http1Decoder(Limits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(64 << 10)
            .setStrictLineParsing(true)
            .setValidateHeaders(true));
  }

  /** Whether part of a request has come and the rest has not. */
  boolean begun() {
    return begun;
  }

  /** Whether the headers of the last request that was read had folded lines. */
  boolean folded() {
    return folded;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (!begun) {
      begun = true;
      inHeaders = true;
      folded = false;
      lineEnded = false;
      started = false;
    }
    if (inHeaders) {
      lookForFolds(in);
    }
    super.decode(ctx, in, out);
    if (!out.isEmpty()) {
      inHeaders = false;
      if (out.getLast() instanceof LastHttpContent) {
        begun = false;
      }
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length and Transfer-Encoding in one request");
  }

  /** Netty unfolds silently, so that nothing of it shows in what it makes of the lines. */
  private void lookForFolds(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (!started) {
      // Blank lines before a request are no part of it.
      if (at == end) {
        return;
      }
      started = (in.getByte(at) & 0xff) > ' ';
      at += started ? 0 : 1;
    }
    if (lineEnded && blank(in.getByte(at))) {
      folded = true;
    }
    lineEnded = false;
    while (!folded) {
      int lineFeed = in.indexOf(at, end, (byte) '\n');
      if (lineFeed < 0) {
        return;
      }
      at = lineFeed + 1;
      if (at == end) {
        lineEnded = true;
        return;
      }
      byte next = in.getByte(at);
      if (next == '\r' || next == '\n') {
        return;
      }
      folded = blank(next);
    }
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }
}
