curl "https://your-domain/v1beta/models/gemini-2.5-pro:generateContent" \
-H "Authorization: Bearer $API_KEY" \
-H "Content-Type: application/json" \
-d '{
"contents": [{ "role": "user", "parts": [{ "text": "Hello, Gemini" }] }],
"generationConfig": { "temperature": 0.7 }
}'
