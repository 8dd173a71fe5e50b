package dev.waybill.oauth;

/**
 * Who authorizes requests to a server, as discovered.
 *
 * @param resource whom tokens are asked for
 * @param scopes what to ask for when no challenge says
 */
record Authority(String resource, ServerMetadata server, Scopes scopes, boolean dpopRequired) {}
