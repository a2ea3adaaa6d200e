#pragma once

#include <utility>

#include "autoj/judgment.h"
#include "judge/judgment_key.h"

namespace SQLite {  // NOLINT(readability-identifier-naming): the library's own name
class Statement;
}

namespace autoj {

/// The columns of the table `judgments`, in the order that both functions below expect; used by
/// the run store alone. `text` is the last one: what stands before it is read without its pages.
/// Words are the file's own, numbers are null where they are not known, and `probabilities` is
/// JSON:
/// [["first", 0.7], ["second", 0.3]], or [[1, 0.2], ...] for ratings.
constexpr const char* kJudgmentColumns =
    "id, \"order\", response, step, attempt, prompt_hash, outcome, rating, reason, probabilities, "
    "finish, prompt_tokens, cached_tokens, completion_tokens, logprob, seconds";

/// Binds ?1 to ?17: the columns and the text. `attempt` is left to the statement (?5 is null).
/// The text is borrowed until the statement is reset.
void BindJudgment(SQLite::Statement& statement, const JudgmentKey& key, const Judgment& judgment);

/// Binds ?1 to ?4.
void BindKey(SQLite::Statement& statement, const JudgmentKey& key);

/// Reads a row of kJudgmentColumns; the text stays empty. Throws SQLite::Exception(SQLITE_CORRUPT)
/// for a row that this program cannot have written.
std::pair<JudgmentKey, Judgment> ReadJudgment(SQLite::Statement& row);

}  // namespace autoj
