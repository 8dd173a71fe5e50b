/**
 * OAuth 2.1 for the client: an {@link dev.waybill.client.Authorizer} that discovers authorization
 * servers, obtains tokens, keeps them and renews them. No token ever appears in a log, an exception
 * or a URL.
 */
@NullMarked
package dev.waybill.oauth;

import org.jspecify.annotations.NullMarked;
