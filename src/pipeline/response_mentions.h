#pragma once

#include <string>
#include <string_view>

namespace autoj {

/// A text of a judge with its two responses exchanged.
struct ExchangedMentions {
  std::string text;
  /// The first words of it that speak of a response so that nobody can tell of which one, or
  /// whether they do: they stay as they are, and the text may contradict itself. Empty: none do.
  std::string unclear;
};

/// Exchanges the responses wherever a text names them: "Response 1" in any case, with emphasis or
/// brackets ("Response **1**", "Response (1)", "response-1", "Response No. 1", "Response One") and
/// with anything behind that goes on with no number ("Response 1's"; not "Response 1.5", "Response
/// 10"), lists ("Responses 1 and 2"), "the first response" (not "its first response"), and 回应1,
/// 回应①, 回应一, 第一个回应. No mention goes across the end of a line.
///
/// What goes back to a response that the text itself named needs no change: "the former" where both
/// were named before, 前者. Where they were not, it is unclear. So is whatever may name a response
/// in other words: "the first one", "the first explains", "Response 1 beats 2", "Response 1, 2 are
/// equal", "Answer 1", "Response A", "R1", "#1", "a response one would like", 第一个更好, 1号,
/// 回答2题. It is unclear rather than guessed at, too, where it may be no response ("the first
/// points", "1 and 2").
///
/// Twice gives the text again, and what is unclear is so both times. Takes linear time. Pure.
ExchangedMentions ExchangeMentions(std::string_view text);

}  // namespace autoj
