package dev.waybill.oauth;

import java.util.List;

/**
 * What a server says of its authorization (RFC 9728), once it is clear that it speaks of this
 * server.
 *
 * @param resource whom tokens are asked for
 * @param issuers its authorization servers, at least one
 * @param scopes what its basic functions need; empty when it does not say
 * @param dpopRequired whether it takes only tokens bound to a key
 */
record ResourceMetadata(
    String resource, List<String> issuers, Scopes scopes, boolean dpopRequired) {}
