/// Markdown to HTML, in the dialect of OpenZeppelin Monitor's e-mails.
///
/// Entry point: {@link org.ozmonitor.core.markdown.MarkdownHtml}. The text may have holes, in which
/// values stand that are never read as Markdown. Pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.markdown;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
