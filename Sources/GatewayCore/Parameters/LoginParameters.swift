/// `username` and `password` as `getuid` and `snapshot.cgi` take them (CGI section 3.1).
public enum LoginParameters {
    /// The user's name.
    public static let username = Parameter<UserName>(
        "username", .special("1 to 40 bytes of letters and digits", fault: "error, parse username"), "the user's name",
        parse: { UserName($0) }, format: { $0.text })
    /// The user's password.
    public static let password = Parameter<Password>(
        "password", .special("1 to 64 bytes without control characters", fault: "error, parse password"),
        "the user's password", parse: { Password($0) }, format: { _ in "" })

    /// The fault for a wrong user or password; it does not tell which.
    public static let refused = Fault("password error")

    /// Their documentation.
    public static let descriptions = [username.description, password.description]

    static let names = [username.name, password.name]

    /// Both values.
    ///
    /// - Throws: the fault of the first that is missing or cannot be one.
    public static func read(_ query: Query) throws(Fault) -> (UserName, Password) {
        (try username.required(in: query), try password.required(in: query))
    }
}
