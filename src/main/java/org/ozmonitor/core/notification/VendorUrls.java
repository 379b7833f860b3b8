package org.ozmonitor.core.notification;

/// Where vendors take messages, for channels whose configuration has no URL. Immutable.
///
/// @param telegram without a slash at the end
public record VendorUrls(String telegram) {
  public static final VendorUrls PUBLIC = new VendorUrls("https://api.telegram.org");
}
