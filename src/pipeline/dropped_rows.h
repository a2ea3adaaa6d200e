#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "autoj/item.h"
#include "base/file.h"

namespace autoj {

/// Why a row of preferences becomes no training row.
enum class DropReason {
  kUnreadableRow,    ///< The line is broken, or of another format.
  kNoPair,           ///< A pair needs two responses; a single row one or two.
  kNoLabel,          ///< A pair that people did not judge.
  kEmptyQuery,       ///< Nothing was asked.
  kEmptyResponse,    ///< A response says nothing.
  kMultiTurn,        ///< The label belongs to more than the first turn.
  kSystemMessage,    ///< Its responses follow a system message, which a judge is not shown.
  kLanguage,         ///< Another language than is wanted.
  kTooManyChars,     ///< Query and responses are longer than is wanted.
  kAmbiguous,        ///< A text holds what stands between the fields of the message.
  kDuplicate,        ///< The same texts stood before.
  kNearDuplicate,    ///< Nearly the same texts stood before.
  kContaminated,     ///< The query is one of a test set.
  kUnknownScenario,  ///< The row names one without criteria.
  kUnsureScenario,   ///< The row names none, and the classifier is not sure.
  kOverCap,          ///< Enough of its scenario are taken.
  kFailed,           ///< The teacher could not be asked; the next call tries again.
  kTooLong,          ///< The prompt does not fit into the teacher's context.
  kRefused,          ///< The teacher declined.
  kTruncated,        ///< The token limit came before the end.
  kEmptyAnswer,      ///< The teacher wrote nothing.
  kOtherDecision,    ///< The teacher does not decide as people did.
  kForm,             ///< The teacher's text cannot be brought into the form.
};

/// "unreadable_row", "no_pair", ...
const char* DropReasonName(DropReason reason);

/// The reason of a name that DropReasonName gives.
DropReason ParseDropReason(const std::string& name);

/// The rows that were dropped: counted, and kept with their reasons in a file where one is named.
/// One thread at a time.
class DroppedRows {
 public:
  /// `path`: JSON lines {"reason", "detail", "line", "id", "item", "text"}; "" keeps none. Throws
  /// Error(kIo).
  explicit DroppedRows(const std::string& path);

  /// `detail` says more than the reason, `text` is what the teacher wrote; both may be empty.
  void Add(const Item& item, DropReason reason, const std::string& detail = "",
           const std::string& text = "");

  /// A line that could not be read; `error` begins with its place.
  void AddUnreadable(const std::string& error);

  const std::map<DropReason, size_t>& counts() const { return counts_; }
  size_t total() const;

  /// Ends the file. Nothing may follow.
  void Commit();

 private:
  std::map<DropReason, size_t> counts_;
  std::optional<FileWriter> file_;
};

}  // namespace autoj
