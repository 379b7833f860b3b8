package org.ozmonitor.core.notification;

/// Where vendors take messages, for channels whose configuration has no URL. Immutable; none ends
/// in
/// a slash.
///
/// @param datadog with `{site}` where the account's site stands
public record VendorUrls(
    String telegram,
    String pagerDuty,
    String pagerDutyEurope,
    String opsgenie,
    String opsgenieEurope,
    String datadog) {
  public static final VendorUrls PUBLIC =
      new VendorUrls(
          "https://api.telegram.org",
          "https://events.pagerduty.com",
          "https://events.eu.pagerduty.com",
          "https://api.opsgenie.com",
          "https://api.eu.opsgenie.com",
          "https://api.{site}");

  /// One receiver that stands in for all.
  public static VendorUrls all(String base) {
    return new VendorUrls(base, base, base, base, base, base);
  }
}
